// What each of several servers does reaches the clients and servers of all, as npm's socket.io does it.
// node redis-cluster.mjs URL '{"servers": [{"name", "url", "language", "workers"}], "family": "classic", "redis": URL, "key": "socket.io", "stranger": URL}'
//   redis: for what is no server; stranger: a server on the same Redis whose adapter has another key, or ""
// Prints [{"name", "error"}], one for each case and origin.
import assert from "node:assert/strict";
import { args, main } from "./clients.mjs";
import { Client, Neighbours, Origin } from "./neighbours.mjs";
import { acknowledgements } from "./redis-acks.mjs";
import { broadcasts, ROOMS, roomsOf } from "./redis-broadcasts.mjs";
import { emitterCases } from "./redis-emitter.mjs";
import { requests } from "./redis-requests.mjs";

const { servers, family, redis, key, stranger, only } = JSON.parse(args[0]);
const MOST_FAILURES = 6;

/** Without this one, each other case could be of servers that reach each other in another way. */
const apart = async (all) => {
  const other = new Origin({ name: "stranger", url: stranger }, 0);
  assert.equal((await other.call("serverCount")).count, 1);
  await other.call("nsp", { nsp: "/chat" });
  const client = await new Client(stranger, {}).connect();
  await other.call("emit", { event: "strange" });
  await other.call("socketsJoin", { target: ["strange"] });
  await all.settle(other, "/", [client]);
  for (const origin of all.origins) await all.emits(origin, {}, all.clients);
  assert.deepEqual(client.take("/"), [["strange"]]);
  assert.deepEqual((await all.origins[0].call("fetchSockets", { rooms: ["strange"] })).sockets, []);
  client.close();
};

main(async () => {
  const all = new Neighbours(servers);
  await all.start();
  for (const origin of all.origins) {
    for (const [i, client] of origin.clients.entries()) {
      for (const nsp of client.sockets.keys()) await origin.call("socket/join", { nsp, id: client.id(nsp), rooms: roomsOf(i) });
    }
  }
  for (const origin of all.origins) {
    await all.reach(origin, ROOMS.map((room) => [room, all.clients.filter((client) => roomsOf(client.origin.clients.indexOf(client)).includes(room))]));
  }
  for (const origin of all.origins) for (const nsp of ["/", "/chat"]) await all.settle(origin, nsp);
  all.clients.forEach((client) => client.sockets.forEach((_, nsp) => client.take(nsp)));

  const results = [];
  const emitted = family === "classic" ? await emitterCases(redis, key) : {};
  const strange = stranger ? { "a server with another key": Object.assign(apart, { together: true }) } : {};
  const cases = Object.entries({ ...broadcasts, ...acknowledgements, ...requests, ...emitted, ...strange }).filter(([name, { families }]) => !families || families.includes(family));
  for (const [name, run] of cases) {
    if (only && !name.includes(only)) continue;
    for (const origin of run.together ? [null] : all.origins) {
      if (results.filter((result) => result.error).length >= MOST_FAILURES) return results;
      const started = Date.now();
      let error = null;
      try {
        await run(all, origin, family);
      } catch (e) {
        error = e.stack;
        all.clients.forEach((client) => client.sockets.forEach((_, nsp) => client.take(nsp)));
      }
      if (error || Date.now() - started > 2000) console.error(name, origin?.name, Date.now() - started, "ms", error ?? "");
      results.push({ name: origin ? `${name}, from ${origin.name}` : name, error, ms: Date.now() - started });
    }
  }
  return results;
});
