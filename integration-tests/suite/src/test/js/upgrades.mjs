// Clients that connect by polling and upgrade to WebSocket, and stay connected until all have done so.
// node upgrades.mjs URL CLIENTS EXCHANGES
import { args, connected, main, open, upgraded } from "./clients.mjs";

const [clients, exchanges] = args.map((arg) => JSON.parse(arg));
const told = { upgraded: 0, failed: [], disconnects: 0, hosts: {} };

async function client(number) {
  const socket = open("upgrade");
  socket.on("disconnect", () => told.disconnects++);
  socket.io.engine.on("upgradeError", (e) => told.failed.push("upgrade: " + e.message));
  try {
    await connected(socket);
    const exchange = async (i) => {
      const answer = await socket.timeout(60_000).emitWithAck("echo", number + " " + i);
      if (answer !== number + " " + i) throw new Error("wrong answer: " + answer);
    };
    await exchange("before");
    await upgraded(socket);
    for (let i = 0; i < exchanges; i++) await exchange(i);
    const host = socket.io.engine.id.slice(2, 6);
    told.hosts[host] = (told.hosts[host] ?? 0) + 1;
    told.upgraded++;
    return () => exchange("after");
  } catch (e) {
    told.failed.push(e.message);
    return () => {};
  }
}

main(async () => {
  let begun = 0;
  const last = [];
  const several = async () => {
    while (begun < clients) last.push(await client(begun++));
  };
  await Promise.all(Array.from({ length: 20 }, several));
  for (const exchange of last) {
    await exchange();
  }
  return { ...told, failed: told.failed.length, examples: told.failed.slice(0, 5) };
});
