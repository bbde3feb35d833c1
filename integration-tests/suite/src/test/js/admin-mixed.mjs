// Administrators of a server of npm's socket.io with @socket.io/admin-ui, and of servers of this extension, in one cluster over Redis.
//   node admin-mixed.mjs URL '{"redis": "redis://127.0.0.1:6379", "npm": "redis", "options": {}}'
//   npm: redis, sharded, streams; options: those of that adapter
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { instrument } from "@socket.io/admin-ui";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { args, connected, eventually, main, once, open, url } from "./clients.mjs";

const { redis, npm, options } = JSON.parse(args[0]);
const ADAPTERS = { redis: createAdapter, sharded: createShardedAdapter, streams: (client, _, options) => createStreamsAdapter(client, options) };

async function nodeServer() {
  const clients = await Promise.all([1, 2].map(() => createClient({ url: redis }).connect()));
  const httpServer = createServer();
  const io = new Server(httpServer, { adapter: ADAPTERS[npm](...clients, options) });
  instrument(io, { auth: false, mode: "development", serverId: "node" });
  await new Promise((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${httpServer.address().port}`;
}

async function administrator(base) {
  const socket = open("websocket", "/admin", { base });
  const all = [];
  socket.onAny((...event) => all.push(event));
  await connected(socket);
  await eventually("the sockets", () => all.some(([event]) => event === "all_sockets"));
  return { socket, all, heard: (name, id) => all.filter(([event, ...values]) => event === name && (values[0]?.id === id || values.includes(id))) };
}

async function client(base) {
  const socket = open("websocket", "/", { base });
  await connected(socket);
  return socket;
}

main(async () => {
  const node = await nodeServer();
  const users = [await client(node), await client(url), await client(url)];
  const administrators = [await administrator(node), await administrator(url)];

  for (const { all } of administrators) {
    const [, sockets] = all.find(([event]) => event === "all_sockets");
    for (const user of users) {
      const socket = sockets.find(({ id }) => id === user.id);
      assert.equal(socket.clientId, user.io.engine.id.slice(0, 12));
      assert.equal(socket.transport, "websocket");
      assert.deepEqual(socket.data, {});
      assert.equal(socket.handshake.auth, undefined);
    }
    await eventually("the numbers of all servers", () => new Set(all.filter(([event]) => event === "server_stats").map(([, { serverId }]) => serverId)).size === 3);
  }

  // what happens on one server is reported to the administrators of all, who may act on all
  for (const base of [node, url]) {
    for (const admin of administrators) {
      const user = await client(base);
      user.emit("echo", 1, "two");
      const told = [];
      user.on("told", (value) => told.push(value));
      admin.socket.emit("join", "/", "room", user.id);
      await eventually("the room", () => admin.heard("room_joined", user.id).some(([, , room]) => room === "room"));
      // the first client of a room gets its events once its server has subscribed to the channel of the room
      await eventually("the event", () => admin.socket.emit("emit", "/", "room", "told", { three: 3 }) && told.length > 0);
      assert.deepEqual(told[0], { three: 3 });
      const gone = once(user, "disconnect");
      const { id } = user;
      admin.socket.emit("_disconnect", "/", false, id);
      assert.equal((await gone)[0], "io server disconnect");
      for (const each of administrators) {
        await eventually("the end of the socket", () => each.heard("socket_disconnected", id).length === 1 && each.heard("room_left", id).length === 2);
        assert.equal(each.heard("socket_connected", id).length, 1);
        assert.deepEqual(each.heard("socket_connected", id)[0][1].data, {});
        assert.ok(each.heard("event_received", id).some(([, , , event]) => JSON.stringify(event) === '["echo",1,"two"]'));
        assert.ok(each.heard("event_sent", id).some(([, , , event]) => event[0] === "told"));
      }
    }
  }
  return { ok: true };
});
