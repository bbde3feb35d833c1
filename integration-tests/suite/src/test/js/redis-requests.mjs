// Cases of redis-cluster.mjs: what a server asks of others, and what it does to the sockets of others.
import assert from "node:assert/strict";
import { Client, until } from "./neighbours.mjs";
import { roomsOf } from "./redis-broadcasts.mjs";
import { toJson } from "./values.mjs";

const ids = (clients, nsp = "/") => clients.map((client) => client.id(nsp)).sort();
const unique = (() => {
  let serial = 0;
  return (name) => name + ++serial;
})();
const listen = (origins, body) => Promise.all(origins.map((origin) => origin.call("onServerSide", body)));
const others = (all, origin) => all.origins.filter((other) => other !== origin);

async function fetches(all, origin, body, clients) {
  const { sockets, err } = await origin.call("fetchSockets", body);
  assert.equal(err, undefined);
  assert.deepEqual(sockets.map((socket) => socket.id).sort(), ids(clients, body.nsp));
  return sockets;
}

/** Emits to other servers, and checks that each of them gets that once, and the sending one nothing. */
async function tells(all, origin, args, received = args, nsp = "/") {
  const event = unique("tell");
  const last = unique("last");
  await listen(all.origins, { nsp, event });
  await listen(all.origins, { nsp, event: last });
  await origin.call("serverSideEmit", { nsp, event, args: args.map(toJson) });
  await origin.call("serverSideEmit", { nsp, event: last });
  for (const other of others(all, origin)) {
    await until("call at " + other.name, async () => (await other.call("serverSideLog", { nsp, event: last })).calls.length > 0);
    assert.deepEqual((await other.call("serverSideLog", { nsp, event })).calls, [received.map(toJson)]);
  }
  assert.deepEqual((await origin.call("serverSideLog", { nsp, event })).calls, []);
}

/** A client more, on the origin's server; ends it in any case. */
async function withGuest(origin, auth, use) {
  const guest = await new Client(origin.url, auth).connect();
  try {
    return await use(guest);
  } finally {
    guest.close();
  }
}

async function disconnects(all, origin, close) {
  for (const { url } of all.servers) {
    await withGuest({ url }, {}, async (guest) => {
      await until("guest is fetched", async () => (await origin.call("fetchSockets", { rooms: [guest.id()] })).sockets.length === 1);
      await origin.call("disconnectSockets", { rooms: [guest.id()], close });
      await until("disconnection", () => guest.ended.has("/") && (!close || guest.ended.has("/chat")));
      assert.equal(guest.ended.get("/"), "io server disconnect");
      assert.equal(guest.socket("/chat").connected, !close);
      assert.ok(all.clients.every((client) => client.ended.size === 0), "others stay");
    });
  }
}

export const requests = {
  "sockets of all servers": async (all, origin) => {
    const sockets = await fetches(all, origin, {}, all.clients);
    for (const client of all.clients) {
      const socket = sockets.find((socket) => socket.id === client.id());
      assert.deepEqual(socket.rooms.sort(), [client.id(), ...roomsOf(client.origin.clients.indexOf(client))].sort());
    }
  },
  "sockets of another namespace": (all, origin) => fetches(all, origin, { nsp: "/chat" }, all.clients),
  "sockets of a room but another": (all, origin) =>
    fetches(all, origin, { rooms: ["both"], except: ["second"] }, all.clients.filter((client) => client === client.origin.clients[0])),
  "sockets of an empty room": (all, origin) => fetches(all, origin, { rooms: ["nobody"] }, []),
  "local sockets": (all, origin) => fetches(all, origin, { flags: { local: true } }, origin.clients),
  "data and handshake of remote sockets": async (all, origin) => {
    for (const client of all.clients) {
      const data = { name: "größer", n: 1.5, list: [1, null, { deep: true }], big: 4294967296 };
      await client.origin.call("socket/data", { id: client.id(), data });
      const [{ data: fetched, handshake }] = await fetches(all, origin, { rooms: [client.id()] }, [client]);
      assert.deepEqual(fetched, data);
      assert.equal(handshake.headers.host, new URL(client.origin.url).host);
      assert.equal(handshake.address, "127.0.0.1");
      assert.deepEqual([handshake.secure, handshake.xdomain], [false, false]);
      assert.ok(Math.abs(Date.now() - handshake.issued) < 3_600_000, "issued " + handshake.issued);
      assert.match(handshake.url, /^\/socket\.io\/\?.*EIO=4/);
      assert.deepEqual([handshake.query.EIO, handshake.query.transport], ["4", "websocket"]);
      if (origin.language === "node") { // the API for Java has no text
        assert.match(handshake.time, /^\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4} \(.+\)$/);
        assert.ok(Math.abs(Date.parse(handshake.time) - handshake.issued) < 2_000, handshake.time);
      }
      assert.match(handshake.auth.client, /^\w+$/);
    }
  },
  "a disconnected client is not fetched": async (all, origin) => {
    for (const { url } of all.servers) {
      const id = await withGuest({ url }, {}, async (guest) => {
        await until("guest is fetched", async () => (await origin.call("fetchSockets", { rooms: [guest.id()] })).sockets.length === 1);
        return guest.id();
      });
      await until("guest is gone", async () => (await origin.call("fetchSockets", { rooms: [id] })).sockets.length === 0);
    }
  },
  "sockets disconnected from a namespace": (all, origin) => disconnects(all, origin, false),
  "sockets disconnected altogether": (all, origin) => disconnects(all, origin, true),
  "sockets of a room disconnected": async (all, origin) => {
    await withGuest(all.servers[0], {}, (one) =>
      withGuest(all.servers.at(-1), {}, async (two) => {
        const room = unique("guests");
        await until("guests are there", async () => {
          await origin.call("socketsJoin", { rooms: ids([one, two]), target: [room] });
          return (await origin.call("fetchSockets", { rooms: [room] })).sockets.length === 2;
        });
        await origin.call("disconnectSockets", { rooms: [room], except: [two.id()], close: true });
        await until("disconnection", () => one.ended.size === 2);
        await origin.call("disconnectSockets", { rooms: [room], close: true });
        await until("disconnection", () => two.ended.size === 2);
      }),
    );
  },
  "an event for the other servers": (all, origin) => tells(all, origin, ["w", { n: [1, null, true, 1.5, -3000000000] }, "größer 😀"]),
  "an event without arguments for the other servers": (all, origin) => tells(all, origin, []),
  "an event for the other servers in another namespace": (all, origin) => tells(all, origin, [1], [1], "/chat"),
  "binary for the other servers": Object.assign((all, origin) => tells(all, origin, [Buffer.from([1, 255]), { deep: Buffer.from([2]) }]), {
    families: ["sharded", "streams"],
  }),
  "answers of all other servers": async (all, origin) => {
    const event = unique("question");
    for (const other of others(all, origin)) await other.call("onServerSide", { event, mode: "reply", value: { from: other.name, n: [1, null] } });
    const { err, responses } = await origin.call("serverSideEmitWithAck", { event, args: ["?"] });
    assert.equal(err, null);
    assert.deepEqual(responses.map((response) => response.from).sort(), others(all, origin).map((other) => other.name).sort());
    assert.deepEqual(responses[0].n, [1, null]);
  },
  "answers of all other servers in another namespace": async (all, origin) => {
    const event = unique("question");
    for (const other of others(all, origin)) await other.call("onServerSide", { nsp: "/chat", event, mode: "reply", value: other.name });
    const { err, responses } = await origin.call("serverSideEmitWithAck", { nsp: "/chat", event });
    assert.equal(err, null);
    assert.deepEqual(responses.sort(), others(all, origin).map((other) => other.name).sort());
  },
  "binary answers of all other servers": Object.assign(
    async (all, origin) => {
      const event = unique("question");
      await listen(others(all, origin), { event, mode: "reply", value: [{ $bin: "AP8=" }] });
      assert.deepEqual(await origin.call("serverSideEmitWithAck", { event }), { err: null, responses: others(all, origin).map(() => [{ $bin: "AP8=" }]) });
    },
    { families: ["sharded", "streams"] },
  ),
  "the answers so far when a server is silent": Object.assign(
    async (all) => {
      await Promise.all(
        all.origins.map(async (origin) => {
          const event = unique("question");
          const [silent, ...talking] = others(all, origin);
          await silent.call("onServerSide", { event, mode: "silent" });
          await listen(talking, { event, mode: "reply", value: "here" });
          const { err, responses } = await origin.call("serverSideEmitWithAck", { event });
          assert.match(err, /time|within/);
          assert.deepEqual(responses, talking.map(() => "here"));
        }),
      );
    },
    { together: true },
  ),
  // fixture "i" of Java has an @OnBroadcast method of that name
  "broadcast methods and listeners of all servers": async (all, origin) => {
    const event = "add";
    await Promise.all(all.origins.filter((other) => other.language === "node")
      .map((other) => other.call("onServerSide", { event, mode: "reply", value: { worker: other.name, sum: 5 } })));
    const { err, responses } = await origin.call("serverSideEmitWithAck", { event, args: [2, 3] });
    assert.equal(err, null);
    assert.deepEqual(responses.map((response) => response.sum), others(all, origin).map(() => 5));
    if (origin.language === "java") {
      const sums = await origin.post("/collect", [2, 3]);
      assert.deepEqual(sums.map((response) => response.sum), all.origins.map(() => 5));
    }
  },
  "the number of servers": async (all, origin) => {
    for (const nsp of ["/", "/chat"]) assert.equal((await origin.call("serverCount", { nsp })).count, all.origins.length);
  },
  "the rooms of all servers": Object.assign(
    async (all, origin) => {
      const { rooms } = await origin.call("allRooms");
      const expected = [...ids(all.clients), ...new Set([...roomsOf(0), ...roomsOf(1)])];
      assert.deepEqual(rooms.sort(), expected.sort());
    },
    { families: ["classic"] },
  ),
};
