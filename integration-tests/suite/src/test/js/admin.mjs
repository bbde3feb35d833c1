// The namespace for administrators, as npm @socket.io/admin-ui uses it: login, what is reported, and what administrators do.
//   node admin.mjs URL WORKERS
import assert from "node:assert/strict";
import { args, connected, eventually, main, once, open, post, upgraded } from "./clients.mjs";

const workers = Number(args[0]);
const PASSWORD = { username: "ann", password: "changeit" };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ALL_FEATURES = ["EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT", "AGGREGATED_EVENTS", "ALL_EVENTS"];

/** An administrator who keeps what is reported. */
async function administrator(auth, kind = "websocket") {
  const socket = open(kind, "/admin", { auth });
  const all = [];
  socket.onAny((...event) => all.push(event));
  await connected(socket);
  const first = (name) => all.find(([event]) => event === name);
  await eventually("the sockets", () => first("all_sockets"));
  return { socket, all, first };
}

const refusal = async (auth) => {
  const socket = open("polling", "/admin", { auth });
  const [error] = await once(socket, "connect_error");
  socket.disconnect();
  return error.message;
};

async function logsIn() {
  for (const auth of [undefined, {}, { sessionId: null }, { sessionId: "a655a9f2f6df8ba4" }, { ...PASSWORD, password: "changeit " },
    { ...PASSWORD, username: "bob" }, { username: "ann", password: ["changeit"] }]) {
    assert.equal(await refusal(auth), "invalid credentials");
  }
  const first = await administrator(PASSWORD, "upgrade");
  const [, sessionId] = first.first("session");
  assert.equal(typeof sessionId, "string");
  assert.deepEqual(first.first("config"), ["config", { supportedFeatures: ALL_FEATURES }]);
  first.socket.disconnect();

  const served = new Set();
  while (served.size < workers) {
    const again = await administrator({ sessionId });
    assert.equal(again.first("session"), undefined);
    served.add(again.first("all_sockets")[1].find((socket) => socket.id === again.socket.id).clientId.slice(0, 2));
    again.socket.disconnect();
  }
}

/** A client on each worker. */
async function users() {
  const byWorker = new Map();
  while (byWorker.size < workers) {
    const socket = open("upgrade", "/", { auth: { token: "the secret of a client" }, extraHeaders: { authorization: "Bearer the secret of a client" } });
    await connected(socket);
    await upgraded(socket);
    const { worker } = await socket.timeout(60_000).emitWithAck("whoami");
    if (byWorker.has(worker)) socket.disconnect();
    else byWorker.set(worker, socket);
  }
  return [...byWorker.values()];
}

main(async () => {
  await logsIn();
  const present = await users();
  const admin = await administrator(PASSWORD);
  const of = (name, id, nsp = "/") => admin.all.filter(([event, ...values]) => event === name && values.includes(nsp) && values.includes(id));

  // the sockets of all workers
  const [, sockets] = admin.first("all_sockets");
  for (const user of present) {
    const socket = sockets.find(({ id }) => id === user.id);
    assert.deepEqual(Object.keys(socket).sort(), ["clientId", "data", "handshake", "id", "nsp", "rooms", "transport"]);
    assert.equal(socket.transport, "websocket");
    assert.equal(socket.clientId, user.io.engine.id.slice(0, 12));
    assert.deepEqual([socket.nsp, socket.data, socket.rooms], ["/", {}, [user.id]]);
    const { handshake } = socket;
    assert.deepEqual(Object.keys(handshake).sort(), ["address", "headers", "issued", "query", "secure", "time", "url", "xdomain"]);
    assert.equal(handshake.address, "127.0.0.1");
    assert.equal(handshake.query.EIO, "4");
    assert.match(handshake.url, /^\/socket\.io\/\?/);
    assert.ok(Math.abs(new Date(handshake.time) - handshake.issued) < 1000);
    assert.equal(handshake.headers.authorization, "(hidden)");
  }
  assert.ok(sockets.some(({ id, nsp }) => id === admin.socket.id && nsp === "/admin"));

  // the life of a socket, of whatever worker
  for (const user of await users()) {
    await eventually("the upgrade", () => admin.all.some(([event, socket]) => event === "socket_updated" && socket.id === user.id && socket.transport === "websocket"));
    await user.timeout(60_000).emitWithAck("join", "tea");
    const back = once(user, "echo-back");
    user.emit("echo", "text", { deep: [null] }, Buffer.from([1, 2]));
    await back;
    const id = user.id;
    user.disconnect();
    await eventually("all rooms left", () => of("room_left", id).length === 2);
    const life = admin.all.filter(([event, ...values]) => (values[0]?.id === id || values.includes(id)) && event !== "all_sockets");
    assert.deepEqual(life.map(([event]) => event).filter((event) => event !== "socket_updated"), ["room_joined", "socket_connected",
      "event_received", "event_received", "room_joined", "event_received", "event_sent", "socket_disconnected", "room_left", "room_left"]);
    const [[, , room, , joinedAt]] = of("room_joined", id).slice(1);
    assert.equal(room, "tea");
    assert.match(joinedAt, TIME);
    const [[, , , received, receivedAt]] = of("event_received", id).slice(2);
    const expected = ["echo", "text", { deep: [null] }, Buffer.from([1, 2])];
    assert.deepEqual(received, expected);
    assert.match(receivedAt, TIME);
    assert.deepEqual(of("event_sent", id)[0][3], ["echo-back", ...expected.slice(1)]);
    assert.deepEqual(of("socket_disconnected", id)[0].slice(1, 4), ["/", id, "client namespace disconnect"]);
  }

  // a broadcast is reported once for each recipient
  const before = admin.all.length;
  await post("/broadcast", { event: "news", payload: { n: 1 } });
  await eventually("a report for each", () => present.every((user) => of("event_sent", user.id).length === 1));
  assert.equal(admin.all.slice(before).filter(([event]) => event === "event_sent").length, workers);

  // commands
  const news = present.map((user) => once(user, "hello"));
  admin.socket.emit("emit", "/", null, "hello", 1, { two: 2 });
  assert.deepEqual(await Promise.all(news), present.map(() => [1, { two: 2 }]));
  for (const user of present) {
    admin.socket.emit("join", "/", "room1", user.id);
    await eventually("it is in the room", () => of("room_joined", user.id).some(([, , room]) => room === "room1"));
    const told = once(user, "told");
    admin.socket.emit("emit", "/", user.id, "told");
    assert.deepEqual(await told, []);
    admin.socket.emit("leave", "/", "room1", user.id);
    await eventually("it has left the room", () => of("room_left", user.id).some(([, , room]) => room === "room1"));
  }
  admin.socket.emit("join", "/nowhere", "room1");
  admin.socket.emit("join", 1, {}, []);
  const [first, ...others] = present;
  const gone = once(first, "disconnect");
  admin.socket.emit("_disconnect", "/", false, first.id);
  assert.equal((await gone)[0], "io server disconnect");
  for (const other of others) {
    const closed = once(other.io, "close");
    admin.socket.emit("_disconnect", "/", true, other.id);
    await closed;
    assert.equal(other.connected, false);
  }

  // the numbers of each worker
  const stats = () => new Map(admin.all.filter(([event]) => event === "server_stats").map(([, report]) => [report.serverId, report]));
  await eventually("the numbers of all workers, of whom one has no client", () => stats().size === workers && [...stats().values()].some(({ clientsCount }) => clientsCount === 1));
  for (const [serverId, report] of stats()) {
    assert.equal(serverId, workers > 1 ? "test-host#" + report.pid : "test-host");
    assert.ok(report.uptime > 0 && report.hostname && report.pollingClientsCount >= 0);
    assert.ok(report.namespaces.some(({ name }) => name === "/admin"));
  }
  const kinds = () => new Set(admin.all.filter(([event]) => event === "server_stats").flatMap(([, report]) => report.aggregatedEvents.map(({ type }) => type)));
  await eventually("all kinds of numbers", () => ["rawConnection", "rawDisconnection", "packetsIn", "packetsOut", "bytesIn", "bytesOut"].every((type) => kinds().has(type)));

  const text = JSON.stringify(admin.all);
  assert.ok(!text.includes("the secret of a client") && !text.includes("changeit"));
  assert.ok(!admin.all.some(([event, nsp]) => /^event_/.test(event) && nsp === "/admin"));
  return { ok: true };
});
