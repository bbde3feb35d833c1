// Clients of Socket.IO 2 and 4 in one room get the same of one broadcast.  node generations.mjs URL
import assert from "node:assert/strict";
import io2 from "socket.io-client-2";
import { io as io4 } from "socket.io-client";
import { eventually, main, post, url, within } from "./clients.mjs";

const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };
const BYTES = Buffer.from([0, 1, 2, 0xff, 0x1e, 0x80]);
const VALUES = ["ünï€😀\u2028", { deep: [1.5, true, null] }];
const room = "generations of " + process.pid;

const ask = (socket, event, ...values) =>
  within(60_000, "answer to " + event, (resolve) => socket.emit(event, ...values, (...answer) => resolve(answer)));

async function open(generation, io, kind, more = {}) {
  const options = { forceNew: true, reconnection: false, transports: TRANSPORTS[kind], ...more };
  const socket = io(url + "/custom", options);
  const client = { name: generation + " by " + kind, generation, socket, news: [], room: [] };
  socket.on("news", (payload) => client.news.push(payload));
  socket.on("from-room", (...values) => client.room.push(values));
  await within(60_000, "connection of " + client.name, (resolve, reject) => {
    socket.once("connect", resolve);
    for (const event of ["connect_error", "error"]) socket.once(event, reject);
  });
  if (kind === "upgrade" && socket.io.engine.transport.name !== "websocket") {
    await within(60_000, "upgrade of " + client.name, (resolve) => socket.io.engine.once("upgrade", resolve));
  }
  await ask(socket, "join", room);
  return client;
}

main(async () => {
  const clients = [];
  for (const kind of Object.keys(TRANSPORTS)) {
    clients.push(await open(2, io2, kind), await open(4, io4, kind));
    clients.push(await open(2, io2, kind, { forceBase64: true }), await open(4, io4, kind, { forceBase64: true }));
  }
  for (const { generation, socket, name } of clients) {
    const [me] = await ask(socket, "whoami");
    assert.equal(socket.id, me.id, "the id that " + name + " knows");
    if (generation === 2) assert.equal(me.id, "/custom#" + socket.io.engine.id);
    if (generation === 4) assert.ok(!me.id.includes(socket.io.engine.id));
  }

  await post("/broadcast", { event: "news", payload: { text: "ü€😀" }, rooms: [room] });
  for (const { socket } of clients) socket.emit("to-room", room, BYTES, ...VALUES, { nested: BYTES });
  await eventually("all to all", () => clients.every((client) => client.news.length && client.room.length >= clients.length));
  for (const client of clients) {
    assert.deepEqual(client.news, [{ text: "ü€😀" }], client.name);
    assert.equal(client.room.length, clients.length, client.name);
    for (const [bytes, text, object, { nested }] of client.room) {
      assert.deepEqual([Buffer.from(bytes), text, object, Buffer.from(nested)], [BYTES, ...VALUES, BYTES], client.name);
    }
  }
  return { clients: clients.length };
});
