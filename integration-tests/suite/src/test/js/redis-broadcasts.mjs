// Cases of redis-cluster.mjs: what is emitted to many clients.
import assert from "node:assert/strict";
import { until } from "./neighbours.mjs";

/** Rooms of the first and second client of each origin, in each namespace. */
export const ROOMS = ["first", "second", "both", "größer raum", "a#b", "12345678901234567890"];
export const roomsOf = (i) => (i === 0 ? ["first", "both", "größer raum", "12345678901234567890"] : ["second", "both", "a#b"]);

const first = (all) => all.clients.filter((client) => client === client.origin.clients[0]);
const second = (all) => all.clients.filter((client) => client === client.origin.clients[1]);
/** As a client gets it when a server is given that. */
const values = (name, args, received) => ({ [name]: (all, origin) => all.emits(origin, {}, all.clients, { args, received }) });
const bytes = (...all) => Buffer.from(all);

export const broadcasts = {
  "all clients": (all, origin) => all.emits(origin, {}, all.clients),
  "another namespace": (all, origin) => all.emits(origin, { nsp: "/chat" }, all.clients),
  "no arguments": (all, origin) => all.emits(origin, {}, all.clients, { args: [] }),
  "one room": (all, origin) => all.emits(origin, { rooms: ["first"] }, first(all)),
  "one room of another namespace": (all, origin) => all.emits(origin, { nsp: "/chat", rooms: ["second"] }, second(all)),
  "several rooms, each client once": (all, origin) => all.emits(origin, { rooms: ["first", "both", "second"] }, all.clients),
  "several rooms with one empty": (all, origin) => all.emits(origin, { rooms: ["first", "nobody"] }, first(all)),
  "an empty room": (all, origin) => all.emits(origin, { rooms: ["nobody"] }, []),
  "a room with odd names": async (all, origin) => {
    await all.emits(origin, { rooms: ["größer raum"] }, first(all));
    await all.emits(origin, { rooms: ["a#b"] }, second(all));
    await all.emits(origin, { rooms: ["12345678901234567890"] }, first(all));
  },
  "all but a room": (all, origin) => all.emits(origin, { except: ["first"] }, second(all)),
  "all but several rooms": (all, origin) => all.emits(origin, { except: ["first", "second"] }, []),
  "a room but another": (all, origin) => all.emits(origin, { rooms: ["both"], except: ["second"] }, first(all)),
  "all but one socket": async (all, origin) => {
    for (const { clients: [client] } of all.origins) await all.emits(origin, { except: [client.id()] }, all.clients.filter((other) => other !== client));
  },
  "a socket's id as room": async (all, origin) => {
    for (const { clients: [, client] } of all.origins) await all.emits(origin, { rooms: [client.id()] }, [client]);
  },
  "ids of several sockets": (all, origin) => all.emits(origin, { rooms: first(all).map((client) => client.id()) }, first(all)),
  "volatile": (all, origin) => all.emits(origin, { flags: { volatile: true } }, all.clients),
  "volatile to a room": (all, origin) => all.emits(origin, { rooms: ["first"], flags: { volatile: true } }, first(all)),
  "not compressed": (all, origin) => all.emits(origin, { flags: { compress: false } }, all.clients),
  "local": (all, origin) => all.emits(origin, { flags: { local: true } }, origin.clients),
  "local to a room": (all, origin) => all.emits(origin, { rooms: ["first"], flags: { local: true } }, origin.clients.slice(0, 1)),
  "all but the sending socket": async (all, origin) => {
    const [sender] = origin.clients;
    await all.emits(origin, { id: sender.id(), broadcast: true }, all.clients.filter((client) => client !== sender), { call: "socket/emit" });
  },
  "a local socket": async (all, origin) => {
    await all.emits(origin, { id: origin.clients[1].id() }, [origin.clients[1]], { call: "socket/emit" });
  },
  ...values("binary", [bytes(1, 2, 255), bytes()]),
  ...values("nested binary", [{ a: [1, { b: bytes(9) }], c: bytes(0, 128) }, "x"]),
  "binary to a room": (all, origin) => all.emits(origin, { rooms: ["first"] }, first(all), { args: [bytes(5), { deep: [bytes(6)] }] }),
  ...values("ten attachments", Array.from({ length: 10 }, (_, i) => bytes(i))),
  ...values("large binary", [Buffer.alloc(300_000, 7)]),
  ...values("dates", [new Date(1700000000123), { at: [new Date(0), new Date("2106-02-07T06:28:16.000Z")] }, new Date("1969-07-20T20:17:40.500Z")], [
    "2023-11-14T22:13:20.123Z",
    { at: ["1970-01-01T00:00:00.000Z", "2106-02-07T06:28:16.000Z"] },
    "1969-07-20T20:17:40.500Z",
  ]),
  ...values("dates beside binary", [new Date(1700000000000), bytes(1)], ["2023-11-14T22:13:20.000Z", bytes(1)]),
  ...values("null, true, false", [null, true, false, { n: null, list: [null] }]),
  "undefined": async (all, origin) => {
    const event = "undefined";
    await origin.call("emit", { event, args: [{ $undefined: true }, [{ $undefined: true }], 1] });
    await all.settle(origin);
    for (const client of all.clients) assert.deepEqual(client.take("/"), [[event, null, [null], 1]]);
  },
  ...values("empty values", ["", [], {}, [[]], [{}]]),
  ...values("nested values", [{ a: { b: { c: [1, [2, [3, { d: "e" }]]] } } }, [[[[[[[[["deep"]]]]]]]]]]),
  ...values("text", ["größer €", "😀 \u0000 \u2028 \" \\ / \n", "</script>", "x".repeat(70_000)]),
  ...values("keys of objects", [{ "": 1, "ä b": 2, __proto: 3, constructor: 4, "1": 5 }]),
  ...values("small whole numbers", [0, 1, -1, 127, 128, -32, -33, -128, -129, 255, 256, 32767, -32768, 65535, 65536]),
  ...values("large whole numbers", [2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296, 9007199254740991, -9007199254740991]),
  ...values("fractions", [0.1, -1.5, 3.141592653589793, 1e-300, 5e-324, 123456789.125]),
  ...values("numbers beside binary", [4294967296, -2147483649, 9007199254740991, 0.1, 1e-300, bytes(1)]),
  // of which notepack.io, in Node's servers, makes other numbers
  "whole numbers of 2^53 and more": async (all, origin) => {
    if (origin.language !== "node") await all.emits(origin, {}, all.clients, { args: [9007199254740992, 1e21, 1e300, 1.7976931348623157e308, bytes(1)] });
  },
  ...values("twenty arguments", Array.from({ length: 20 }, (_, i) => i)),
  "the order of one server's events": async (all, origin) => {
    for (let i = 0; i < 100; i++) await origin.call("emit", { event: "order", args: [i], rooms: i % 3 === 1 ? ["both"] : i % 3 === 2 ? ["first", "second"] : [] });
    await all.settle(origin);
    for (const client of all.clients) assert.deepEqual(client.take("/"), Array.from({ length: 100 }, (_, i) => ["order", i]));
  },
  "events of all servers at once": Object.assign(
    async (all) => {
      await Promise.all(all.origins.flatMap((origin) => Array.from({ length: 40 }, (_, i) => origin.call("emit", { event: origin.name, args: [i] }))));
      for (const origin of all.origins) await all.settle(origin);
      for (const client of all.clients) {
        const got = client.take("/").map(([event, i]) => event + " " + i);
        assert.deepEqual(got.sort(), all.origins.flatMap((origin) => Array.from({ length: 40 }, (_, i) => origin.name + " " + i)).sort());
      }
    },
    { together: true },
  ),
  "rooms after all sockets join and leave": async (all, origin) => {
    await origin.call("socketsJoin", { target: ["new", "newer"] });
    await until("joined", () => inRoom(all, "newer", all.clients));
    for (const other of all.origins) await all.reach(other, [["new", all.clients]], ["/"]);
    for (const other of all.origins) await all.settle(other);
    await all.emits(origin, { rooms: ["new"] }, all.clients);
    await origin.call("socketsLeave", { rooms: ["first"], target: ["new", "newer"] });
    await until("left", () => inRoom(all, "newer", second(all)));
    for (const other of all.origins) await all.emits(other, { rooms: ["new"] }, second(all));
    await origin.call("socketsLeave", { target: ["new", "newer"] });
    await until("left", () => inRoom(all, "new", []));
    await all.emits(origin, { rooms: ["new"] }, []);
  },
  "sockets that join by their rooms": async (all, origin) => {
    await origin.call("socketsJoin", { rooms: ["both"], except: ["first"], target: ["some"] });
    await until("joined", () => inRoom(all, "some", second(all)));
    await origin.call("socketsLeave", { rooms: ["some"], target: ["some"] });
    await until("left", () => inRoom(all, "some", []));
  },
  "one socket that joins by its id": async (all, origin) => {
    for (const { clients: [client] } of all.origins) {
      await origin.call("socketsJoin", { rooms: [client.id()], target: ["single"] });
      await until("joined", () => inRoom(all, "single", [client]));
      await origin.call("socketsLeave", { rooms: [client.id()], target: ["single"] });
      await until("left", () => inRoom(all, "single", []));
    }
  },
};

/** Whether exactly these clients are in a room, as their own servers say. */
async function inRoom(all, room, clients) {
  for (const origin of all.origins) {
    const { rooms } = await origin.call("info");
    for (const client of origin.clients) if (rooms[client.id()].includes(room) !== clients.includes(client)) return false;
  }
  return true;
}
