// Cases of redis-cluster.mjs: what npm's @socket.io/redis-emitter, a process without a server, does to the clients of all servers.
import assert from "node:assert/strict";
import { Emitter } from "@socket.io/redis-emitter";
import { createClient } from "redis";
import { Client, until } from "./neighbours.mjs";

/** As an origin of Neighbours, but for the calls that an emitter does not have. */
class EmitterOrigin {
  name = "emitter";
  language = "node";
  clients = [];

  constructor(client, key) {
    this.emitter = new Emitter(client, { key });
  }

  call(name, { nsp = "/", rooms = [], except = [], flags = {}, event, args = [] }) {
    assert.equal(name, "emit");
    let operator = this.emitter.of(nsp).to(rooms).except(except);
    if (flags.volatile) operator = operator.volatile;
    if (flags.compress !== undefined) operator = operator.compress(flags.compress);
    operator.emit(event, ...args);
  }
}

const second = (all) => all.clients.filter((client) => client === client.origin.clients[1]);
const isIn = async (all, room, clients) => {
  const { sockets } = await all.origins[0].call("fetchSockets", { rooms: [room] });
  return sockets.map((socket) => socket.id).sort().join() === clients.map((client) => client.id()).sort().join();
};

const cases = {
  "all clients": (all, origin) => all.emits(origin, {}, all.clients),
  "a namespace without its slash": (all, origin) => all.emits({ call: (name, body) => origin.call(name, { ...body, nsp: "chat" }) }, { nsp: "/chat" }, all.clients),
  "one room": (all, origin) => all.emits(origin, { rooms: ["second"] }, second(all)),
  "several rooms but one": (all, origin) => all.emits(origin, { rooms: ["both", "first"], except: ["first"] }, second(all)),
  "flags": async (all, origin) => {
    await all.emits(origin, { flags: { volatile: true } }, all.clients);
    await all.emits(origin, { flags: { compress: false }, rooms: ["second"] }, second(all));
  },
  "values of all kinds": async (all, origin) => {
    const sent = [1, null, -3000000000, 1.5, "größer 😀", Buffer.from([1, 255]), { at: new Date(1700000000123), deep: [Buffer.from([2])] }];
    const received = [...sent.slice(0, 6), { at: "2023-11-14T22:13:20.123Z", deep: [Buffer.from([2])] }];
    origin.call("emit", { event: "values", args: sent });
    await all.settle(origin);
    for (const client of all.clients) assert.deepEqual(client.take("/"), [["values", ...received]]);
  },
  "join and leave": async (all, { emitter }) => {
    emitter.in("second").socketsJoin(["mailed", "more"]);
    await until("joined", () => isIn(all, "mailed", second(all)));
    emitter.socketsLeave(["mailed", "more"]);
    await until("left", () => isIn(all, "more", []));
    emitter.socketsJoin("everyone");
    await until("joined", () => isIn(all, "everyone", all.clients));
    emitter.of("/chat").socketsLeave("everyone");
    emitter.in("both").except("nobody").socketsLeave("everyone");
    await until("left", () => isIn(all, "everyone", []));
  },
  "disconnect": async (all, { emitter }) => {
    for (const { url } of all.servers) {
      for (const close of [false, true]) {
        const guest = await new Client(url, {}).connect();
        emitter.in(guest.id()).disconnectSockets(close);
        await until("disconnection", () => guest.ended.has("/") && (!close || guest.ended.has("/chat")));
        assert.equal(guest.socket("/chat").connected, !close);
        guest.close();
      }
    }
    assert.ok(all.clients.every((client) => client.ended.size === 0), "others stay");
  },
  "an event for servers": async (all, { emitter }) => {
    const event = "mailed-tell";
    for (const origin of all.origins) await origin.call("onServerSide", { event });
    emitter.serverSideEmit(event, 5, { a: ["größer"] });
    for (const origin of all.origins) {
      await until("call at " + origin.name, async () => (await origin.call("serverSideLog", { event })).calls.length > 0);
      assert.deepEqual((await origin.call("serverSideLog", { event })).calls, [[5, { a: ["größer"] }]]);
    }
  },
};

/** Returns the cases, to be run once each. */
export async function emitterCases(url, key) {
  const client = await createClient({ url }).connect();
  const origin = new EmitterOrigin(client, key);
  return Object.fromEntries(Object.entries(cases).map(([name, run]) => ["emitter: " + name, Object.assign((all) => run(all, origin), { together: true })]));
}
