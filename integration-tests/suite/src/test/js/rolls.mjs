// Load on two hosts behind a load balancer without sticky sessions, until standard input ends: clients that poll, clients with a
// WebSocket, and clients that upgrade. Each echoes, and opens a new session when a worker that stops disconnects it.
// node rolls.mjs URL
import { main, url } from "./clients.mjs";
import { io } from "socket.io-client";

const counts = { echoes: {}, connects: 0, hosts: {}, ended: 0, failures: {}, disconnects: {} };
const UNKNOWN = '{"code":1,"message":"Session ID unknown"}';
let going = true;

const count = (where, what) => (where[what] = (where[what] ?? 0) + 1);
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const fail = (what) => {
  console.log(new Date().toISOString(), what);
  count(counts.failures, what);
};

async function client(kind, transports) {
  const socket = io(url, { transports, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200 });
  socket.on("connect", () => {
    counts.connects++;
    count(counts.hosts, socket.io.engine.id.slice(2, 6));
    socket.io.engine.on("upgradeError", (error) => going && socket.connected && fail(`${kind} upgrade: ${error.message}`));
  });
  socket.on("connect_error", (error) => {
    // the worker has ended the session before the client has sent CONNECT, and the client opens another
    if (error.context?.responseText === UNKNOWN) counts.ended++;
    else fail(`${kind} connect: ${error.message} ${error.description ?? ""}`);
  });
  socket.on("disconnect", (reason, details) => {
    const answer = details?.context?.responseText;
    count(counts.disconnects, answer === UNKNOWN ? "session ended" : `${reason} ${answer ?? ""}`.trim());
  });
  for (let i = 0; going; i++) {
    if (socket.connected) {
      try {
        const answer = await socket.timeout(30_000).emitWithAck("echo", i);
        if (answer === i) count(counts.echoes, kind);
        else fail(`${kind} echo: ${answer}`);
      } catch (error) {
        // an echo is lost with its connection, but not without
        if (error.message !== "socket has been disconnected") fail(`${kind} echo: ${error.message}`);
      }
    }
    await pause(20);
  }
  socket.disconnect();
}

main(async () => {
  process.stdin.resume().on("end", () => (going = false));
  const all = [];
  for (let i = 0; i < 8; i++) {
    all.push(client("polling", ["polling"]), client("websocket", ["websocket"]), client("upgrade", ["polling", "websocket"]));
  }
  await Promise.all(all);
  return counts;
});
