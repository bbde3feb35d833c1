// Clients of two hosts, one of which is killed: those of that host connect again.
// node reconnects.mjs URL CLIENTS PID TAG, with the process and the tag in session ids of the host that is killed
import { args, connected, eventually, main, open, upgraded } from "./clients.mjs";

const [clients, pid, tag] = args;

main(async () => {
  const sockets = Array.from({ length: Number(clients) }, () =>
    open("upgrade", "/", { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 500 }),
  );
  await Promise.all(sockets.map(connected));
  await Promise.all(sockets.map(upgraded));
  const ofKilled = sockets.filter((socket) => socket.io.engine.id.slice(2, 6) === tag);
  const lost = new Set();
  ofKilled.forEach((socket) => socket.on("disconnect", () => lost.add(socket)));
  process.kill(Number(pid), "SIGKILL");
  await eventually("loss", () => lost.size === ofKilled.length);
  const answers = await Promise.all(ofKilled.map(echo));
  return { lost: lost.size, back: answers.filter((answer) => answer === "back").length };
});

/** Asks again if the connection ends meanwhile, as the client may have come back over the host that is dying. */
async function echo(socket) {
  for (;;) {
    await eventually("reconnection", () => socket.connected);
    const ended = new Promise((resolve) => socket.once("disconnect", () => resolve(null)));
    const answer = await Promise.race([socket.timeout(60_000).emitWithAck("echo", "back"), ended]);
    if (answer !== null) return answer;
  }
}
