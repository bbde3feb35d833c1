// A client of Engine.IO 3 against the echo: text, binary, heartbeat.  node engine3.mjs URL KIND [forceBase64]
import assert from "node:assert/strict";
import engine from "engine.io-client-3";
import { args, main, once, url, within } from "./clients.mjs";

const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };

main(async () => {
  const [kind, forceBase64] = args;
  const socket = engine(url, { path: "/socket.io/engine.io/", transports: TRANSPORTS[kind], forceBase64: forceBase64 === "forceBase64" });
  const packets = [];
  socket.on("packet", (packet) => packets.push(packet.type));
  await once(socket, "open");
  if (kind === "upgrade") await once(socket, "upgrade");

  const sent = ["text", "ünï€😀\u2028\u0000\n\\n\"", Buffer.from([0, 1, 2, 0xff, 0x1e, 0x80]), Buffer.alloc(70_000, 7), "x".repeat(200_000)];
  const echoed = [];
  const all = within(60_000, "echo of all", (resolve) =>
    socket.on("message", (message) => echoed.push(message) === sent.length && resolve()),
  );
  sent.forEach((message) => socket.send(message));
  await all;
  echoed.forEach((message, i) => {
    const expected = sent[i];
    assert.equal(typeof message, typeof expected);
    if (typeof expected === "string") assert.equal(message, expected);
    else assert.deepEqual(Buffer.from(message), expected);
  });

  // it pings, and each ping is answered
  for (let i = 0; i < 3; i++) await once(socket, "pong");
  assert.ok(!packets.includes("ping"), "the server never pings");
  assert.equal(socket.transport.name, kind === "polling" ? "polling" : "websocket");

  const closed = once(socket, "close");
  socket.close();
  assert.equal((await closed)[0], "forced close");
  return { ok: true };
});
