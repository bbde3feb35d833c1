// Clients whose connections are cut recover on one server after the other: the same id, rooms and data, and what they missed.
// stop: the first server is stopped at the end, with the clients.  node redis-recovery.mjs URL '{"servers": [{"url", "language"}], "clients": 6, "rounds": 3}'
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { createClient } from "redis";
import { args, connected, eventually, main, open, within } from "./clients.mjs";

const { servers, clients: CLIENTS, rounds: ROUNDS, stop: STOP, redis: REDIS } = JSON.parse(args[0]);

/** Connects clients to one of several servers at a time. */
class Line {
  sockets = new Set();
  port = 0;

  constructor() {
    this.server = net.createServer((near) => {
      if (!this.port) return near.resetAndDestroy();
      const far = net.connect(this.port, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        this.sockets.add(from);
        from.on("error", () => {}).on("close", () => {
          this.sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
  }

  open() {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", () => resolve(this.server.address().port)));
  }

  cut() {
    this.port = 0;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  lead(server) {
    this.port = Number(new URL(server.url).port);
  }
}

function call(server, name, body) {
  return within(60_000, "answer to " + name, (resolve, reject) => {
    const prefix = server.language === "java" ? "/socket.io/app/ctl/" : "/ctl/";
    const outgoing = http.request(server.url + prefix + name, { method: "POST", agent: false, headers: { "content-type": "application/json" } });
    outgoing.on("error", reject);
    outgoing.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(`${name} answered ${response.statusCode}: ${text}`));
    });
    outgoing.end(JSON.stringify(body));
  });
}

main(async () => {
  const redis = await createClient({ url: REDIS }).connect();
  const line = new Line();
  const base = `http://127.0.0.1:${await line.open()}`;
  line.lead(servers[0]);
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = { got: [], expected: [], room: "room" + (i % 2), connections: 1 };
      client.socket = open("websocket", "/", { base, reconnection: true, reconnectionDelay: 30, reconnectionDelayMax: 100, timeout: 60_000 });
      client.socket.on("n", (n, ...rest) => client.got.push(n));
      await connected(client.socket);
      client.id = client.socket.id;
      client.socket.on("connect", () => client.connections++);
      // from any server: rooms and an event to each, so that it has an offset
      await call(servers.at(-1), "socketsJoin", { rooms: [client.id], target: [client.room] });
      await eventually("the room", async () => (await client.socket.timeout(10_000).emitWithAck("whoami")).rooms.includes(client.room));
      return client;
    }),
  );
  let n = 0;
  async function emit(server, rooms) {
    n++;
    for (const client of clients) {
      if (!rooms.length || rooms.includes(client.room) || rooms.includes(client.id)) client.expected.push(n);
    }
    await call(server, "emit", { rooms, event: "n", args: [n] });
  }
  const complete = () => clients.every((client) => client.got.length >= client.expected.length);

  let moves = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, server] of servers.entries()) {
      await emit(server, []);
      await eventually("the event before the cut", complete);
      line.cut();
      await eventually("the clients have noticed", () => clients.every((client) => !client.socket.connected));
      const other = servers[(i + 1) % servers.length];
      const next = other;
      await emit(server, []);
      await emit(other, ["room" + (moves % 2)]);
      await emit(servers[(i + 2) % servers.length], [clients[moves % CLIENTS].id]);
      if (next.language === "node") { // which cannot ask other servers for sessions that they have not stored yet
        await eventually("the sessions", async () => (await redis.keys("sio:session:*")).length >= CLIENTS);
      }
      line.lead(next);
      moves++;
      await eventually("all are back", () => clients.every((client) => client.socket.connected && client.connections === moves + 1));
      const where = `after move ${moves} from ${server.name} to ${next.name}`;
      for (const [j, client] of clients.entries()) {
        assert.equal(client.socket.recovered, true, `client ${j} ${where}`);
        assert.equal(client.socket.id, client.id);
        const who = await client.socket.timeout(10_000).emitWithAck("whoami");
        assert.equal(who.recovered, true);
        assert.deepEqual(who.rooms.sort(), [client.id, client.room].sort());
      }
      await eventually("what was missed", complete);
      for (const [j, client] of clients.entries()) {
        assert.deepEqual([...client.got].sort((a, b) => a - b), client.expected, `events of client ${j} ${where}`);
      }
    }
  }
  if (STOP) {
    const [stopped, next] = servers;
    line.port = 0; // clients do not return to it while it stops
    process.kill((await call(stopped, "info", {})).pid, "SIGTERM");
    await eventually("the clients have noticed", () => clients.every((client) => !client.socket.connected));
    await emit(next, []);
    line.cut();
    line.lead(next);
    await eventually("all are back", () => clients.every((client) => client.socket.connected));
    await eventually("what was missed", complete);
    clients.forEach((client) => assert.equal(client.socket.recovered && client.socket.id, client.id, "after a stop"));
    clients.forEach((client) => assert.deepEqual([...client.got].sort((a, b) => a - b), client.expected, "after a stop"));
  }
  clients.forEach((client) => client.socket.disconnect());
  await redis.close();
  return { moves, events: n };
});
