// Fixture K as npm's socket.io serves it, in one cluster with other servers over Redis: for benchmarks.
// node load-server.mjs <redis | redis-sharded | redis-streams> <port> <url of Redis>
import { createServer } from "node:http";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [adapter, port, url] = process.argv.slice(2);

async function client() {
  const connection = createClient({ url });
  connection.on("error", () => {});
  return await connection.connect();
}

const ADAPTERS = {
  redis: async () => createAdapter(await client(), await client()),
  "redis-sharded": async () => createShardedAdapter(await client(), await client()),
  "redis-streams": async () => createStreamsAdapter(await client()),
};

const httpServer = createServer((request, response) => response.end());
const io = new Server(httpServer, { adapter: await ADAPTERS[adapter]() });
io.on("connection", (socket) => {
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack();
  });
  socket.on("room", (room, ...args) => io.to(room).emit("room-back", ...args));
});
httpServer.listen(Number(port), "127.0.0.1");
