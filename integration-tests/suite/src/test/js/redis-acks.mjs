// Cases of redis-cluster.mjs: events that clients answer.
import assert from "node:assert/strict";
import { fromJson, toJson } from "./neighbours.mjs";

const LONG = 20_000;
const SHORT = 300;
const sorted = (values) => values.map((value) => JSON.stringify(value)).sort();
const ids = (clients, nsp = "/") => clients.map((client) => client.id(nsp));

/** Asks, and checks that exactly these clients answer, each with its id and the arguments. */
async function asks(all, origin, body, clients, { args = ["?"], received = args } = {}) {
  const answer = await origin.call("emitWithAck", { timeout: LONG, event: "ask", ...body, args: args.map(toJson) });
  assert.equal(answer.err, null);
  assert.deepEqual(sorted(answer.responses), sorted(ids(clients, body.nsp).map((id) => toJson([id, ...received]))));
}

/** Asks when some clients do not answer; returns the answer. */
async function silently(all, silent, ask) {
  silent.forEach((client) => (client.silent = true));
  try {
    return await ask();
  } finally {
    silent.forEach((client) => (client.silent = false));
  }
}

export const acknowledgements = {
  "answers of all clients": (all, origin) => asks(all, origin, {}, all.clients),
  "answers in another namespace": (all, origin) => asks(all, origin, { nsp: "/chat" }, all.clients),
  "answers of a room": (all, origin) => asks(all, origin, { rooms: ["first"] }, all.clients.filter((client) => client === client.origin.clients[0])),
  "answers of several rooms but one": (all, origin) =>
    asks(all, origin, { rooms: ["first", "both"], except: ["second"] }, all.clients.filter((client) => client === client.origin.clients[0])),
  "answers of one socket each": async (all, origin) => {
    for (const client of all.clients) await asks(all, origin, { rooms: [client.id()] }, [client]);
  },
  // Node's servers count the others, and so wait in vain
  "answers of local clients": async (all, origin) => {
    if (origin.language !== "node") await asks(all, origin, { flags: { local: true } }, origin.clients);
  },
  "no answers of an empty room": async (all, origin) => {
    assert.deepEqual(await origin.call("emitWithAck", { rooms: ["nobody"], event: "ask", args: [1], timeout: LONG }), { err: null, responses: [] });
  },
  "answers with values of all kinds": (all, origin) => asks(all, origin, {}, all.clients, { args: [null, true, "größer €😀", [{ a: [1.5, -3000000000] }], 9007199254740991] }),
  "answers to and with binary": async (all, origin) => {
    const bytes = Buffer.from([0, 1, 255]);
    const event = "ask";
    const { err, responses } = await origin.call("emitWithAck", { event, args: [toJson(bytes), { deep: toJson(bytes) }], timeout: LONG });
    assert.equal(err, null);
    assert.deepEqual(sorted(responses), sorted(ids(all.clients).map((id) => [id, toJson(bytes), { deep: toJson(bytes) }])));
  },
  "answers of single values": async (all, origin) => {
    for (const value of [null, 0, "", false, [], {}, Buffer.from([98, 255])]) {
      all.clients.forEach((client) => (client.answer = () => value));
      const { err, responses } = await origin.call("emitWithAck", { event: "ask", timeout: LONG });
      all.clients.forEach((client) => (client.answer = undefined));
      assert.equal(err, null);
      assert.deepEqual(responses, all.clients.map(() => toJson(value)));
    }
  },
  "many questions at once": async (all, origin) => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => asks(all, origin, {}, all.clients, { args: [i] })));
  },
  "questions of all servers at once": Object.assign(
    async (all) => {
      await Promise.all(all.origins.flatMap((origin) => Array.from({ length: 10 }, (_, i) => asks(all, origin, {}, all.clients, { args: [origin.name, i] }))));
    },
    { together: true },
  ),
  "the answers so far when clients are silent": Object.assign(
    async (all) => {
      const silent = all.origins.map((origin) => origin.clients[1]);
      await silently(all, silent, async () => {
        for (const origin of all.origins) {
          const answer = await origin.call("emitWithAck", { event: "ask-silent", args: [7], timeout: SHORT });
          assert.match(answer.err, /time|within/);
          assert.deepEqual(sorted(answer.responses), sorted(ids(all.clients.filter((client) => !silent.includes(client))).map((id) => [id, 7])));
        }
      });
    },
    { together: true },
  ),
  "the answer of a remote socket": async (all, origin) => {
    for (const client of all.clients) {
      const rooms = [client.id()];
      const { err, response } = await origin.call("remote/emitWithAck", { rooms, event: "ask", args: ["a", { $bin: "AQI=" }], timeout: LONG });
      assert.equal(err, null);
      assert.deepEqual(fromJson(response), [client.id(), "a", Buffer.from([1, 2])]);
    }
  },
  "no answer of a remote socket": Object.assign(
    async (all) => {
      await silently(all, all.clients, async () => {
        for (const origin of all.origins) {
          const other = all.clients.find((client) => client.origin !== origin);
          const { err, response } = await origin.call("remote/emitWithAck", { rooms: [other.id()], event: "ask-silent", args: [1], timeout: SHORT });
          assert.match(err, /time|within/);
          assert.equal(response, null);
        }
      });
    },
    { together: true },
  ),
  "events to remote sockets": async (all, origin) => {
    for (const client of all.clients) {
      await all.emits(origin, { rooms: [client.id()] }, [client], { args: ["hello", Buffer.from([3])], call: "remote/emit" });
    }
  },
};
