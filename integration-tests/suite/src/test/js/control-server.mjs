// Fixture I as npm's socket.io serves it, in one cluster with other servers over Redis: POST /ctl/<call>, see integration-tests/fixtures.
// node control-server.mjs '{"adapter": "redis", "redis": "redis://127.0.0.1:6379", "options": {}}'
//   adapter: none, redis, sharded, streams; options: those of the adapter
// Prints its port; ends with its standard input.
import { createServer } from "node:http";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { fromJson, toJson } from "./values.mjs";

const config = JSON.parse(process.argv[2]);

async function client() {
  const connection = createClient({ url: config.redis, socket: { reconnectStrategy: 100 } });
  connection.on("error", () => {});
  return await connection.connect();
}

const ADAPTERS = {
  none: () => undefined,
  redis: async (options) => createAdapter(await client(), await client(), options),
  sharded: async (options) => createShardedAdapter(await client(), await client(), options),
  streams: async (options) => createStreamsAdapter(await client(), options),
};

const httpServer = createServer(handle);
const io = new Server(httpServer, {
  adapter: await ADAPTERS[config.adapter](config.options),
  ...(process.env.CSR === "1" && { connectionStateRecovery: { maxDisconnectionDuration: Number(process.env.CSR_MILLIS ?? 5000) } }),
});
const serverSide = new Map();

const served = new Set();
function serve(namespace) {
  if (served.has(namespace)) return;
  served.add(namespace);
  namespace.on("connection", (socket) => {
    socket.on("echo", (...args) => typeof args.at(-1) === "function" && args.pop()(...args));
    socket.on("whoami", (ack) => ack({ id: socket.id, recovered: socket.recovered, rooms: [...socket.rooms], data: socket.data }));
  });
}
serve(io.of("/"));

const namespace = (body) => io.of(body.nsp ?? "/");
const args = (body) => (body.args ?? []).map(fromJson);

function selected(body) {
  let operator = namespace(body).to(body.rooms ?? []).except(body.except ?? []);
  const flags = body.flags ?? {};
  if (flags.local) operator = operator.local;
  if (flags.volatile) operator = operator.volatile;
  return flags.compress === undefined ? operator : operator.compress(flags.compress);
}

function local(body) {
  const socket = namespace(body).sockets.get(body.id);
  if (!socket) throw new Error("no socket here: " + body.id);
  return socket;
}

/** What a callback (error, value) gets, with both. */
const answer = (name, start) =>
  new Promise((resolve) => start((error, value) => resolve({ err: error ? error.message : null, [name]: value === undefined ? null : toJson(value) })));

const described = ({ id, rooms, data, handshake }) => ({ id, rooms: [...rooms], data: toJson(data), handshake });
const key = (body) => (body.nsp ?? "/") + " " + body.event;

function onServerSide(body) {
  const listener = (...values) => {
    const ack = typeof values.at(-1) === "function" ? values.pop() : undefined;
    const mode = serverSide.get(key(body));
    if (!mode || mode.listener !== listener) return;
    mode.calls.push(values.map(toJson));
    if (mode.name === "reply" && ack) ack(mode.value);
    if (mode.name === "leave") namespace(body).adapter.close();
  };
  const before = serverSide.get(key(body));
  if (before) before.namespace.off(body.event, before.listener);
  serverSide.set(key(body), { namespace: namespace(body), event: body.event, listener, name: body.mode ?? "record", value: fromJson(body.value ?? null), calls: [] });
  namespace(body).on(body.event, listener);
}

const calls = {
  info: (body) => ({
    sockets: [...namespace(body).sockets.keys()],
    rooms: Object.fromEntries([...namespace(body).sockets].map(([id, socket]) => [id, [...socket.rooms]])),
    uid: namespace(body).adapter.uid,
    worker: 0,
    pid: process.pid,
  }),
  nsp: (body) => serve(namespace(body)),
  emit: (body) => selected(body).emit(body.event, ...args(body)),
  emitWithAck: (body) =>
    answer("responses", (callback) => selected(body).timeout(body.timeout ?? 5000).emit(body.event, ...args(body), callback)),
  "socket/emit": (body) => (body.broadcast ? local(body).broadcast : local(body)).emit(body.event, ...args(body)),
  "socket/emitWithAck": (body) =>
    answer("response", (callback) => local(body).timeout(body.timeout ?? 5000).emit(body.event, ...args(body), callback)),
  "socket/join": (body) => local(body).join(body.rooms),
  "socket/leave": (body) => body.rooms.forEach((room) => local(body).leave(room)),
  "socket/data": (body) => void (local(body).data = fromJson(body.data)),
  socketsJoin: (body) => selected(body).socketsJoin(body.target),
  socketsLeave: (body) => selected(body).socketsLeave(body.target),
  disconnectSockets: (body) => selected(body).disconnectSockets(body.close ?? false),
  fetchSockets: async (body) => {
    try {
      return { sockets: (await selected(body).timeout(body.timeout ?? 5000).fetchSockets()).map(described) };
    } catch (e) {
      return { err: e.message };
    }
  },
  "remote/emit": async (body) => void (await selected(body).fetchSockets())[0].emit(body.event, ...args(body)),
  "remote/emitWithAck": async (body) => {
    const [socket] = await selected(body).fetchSockets();
    try {
      return { err: null, response: toJson(await socket.timeout(body.timeout ?? 5000).emitWithAck(body.event, ...args(body))) };
    } catch (e) {
      return { err: e.message, response: null };
    }
  },
  serverSideEmit: (body) => namespace(body).serverSideEmit(body.event, ...args(body)),
  serverSideEmitWithAck: (body) => answer("responses", (callback) => namespace(body).serverSideEmit(body.event, ...args(body), callback)),
  onServerSide,
  serverSideLog: (body) => ({ calls: serverSide.get(key(body))?.calls ?? [] }),
  serverCount: async (body) => ({ count: await namespace(body).adapter.serverCount() }),
  allRooms: async (body) => ({ rooms: [...(await namespace(body).adapter.allRooms())].sort() }),
  reset: () => {
    for (const { namespace, event, listener } of serverSide.values()) namespace.off(event, listener);
    serverSide.clear();
    io.local.disconnectSockets(true);
  },
  shutdown: () => void setImmediate(() => io.close(() => process.exit(0))),
};

async function handle(request, response) {
  const [, name] = /^\/ctl\/(.*)$/.exec(request.url) ?? [];
  if (request.method !== "POST" || !name) return response.writeHead(404).end();
  let text = "";
  for await (const chunk of request) text += chunk;
  let status = 200;
  let result;
  try {
    if (!Object.hasOwn(calls, name)) throw new Error("no such call: " + name);
    result = await calls[name](JSON.parse(text || "{}"));
    if (typeof result !== "object") result = {};
  } catch (e) {
    status = 500;
    result = { error: e.message };
  }
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(result));
}

httpServer.listen(0, "127.0.0.1", () => console.log(httpServer.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
