// Clients whose connections are cut while events go on come back to what they left: the same id and rooms, each event once and in
// its order.  node recovery.mjs URL CLIENTS CUTS
import assert from "node:assert/strict";
import net from "node:net";
import { args, connected, eventually, main, open, url } from "./clients.mjs";
import { Control } from "./ctl.mjs";

const [CLIENTS, CUTS] = args.map(Number);
const BATCH = 40;

/** A line between the clients and the server that can be cut. */
class Line {
  sockets = new Set();
  up = true;

  constructor(port) {
    this.server = net.createServer((near) => {
      if (!this.up) return near.resetAndDestroy();
      const far = net.connect(port, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        this.sockets.add(from);
        from.setNoDelay(true);
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
    this.up = false;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend() {
    this.up = true;
  }
}

main(async () => {
  const line = new Line(Number(new URL(url).port));
  const address = `http://127.0.0.1:${await line.open()}`;
  const control = new Control(1);
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = { got: [], expected: [], room: "room " + (i % 3), reconnects: 0 };
      client.socket = open(["websocket", "polling", "upgrade"][i % 3], "/", {
        base: address, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200, timeout: 60_000,
      });
      client.socket.on("n", (n) => client.got.push(n));
      await connected(client.socket);
      assert.equal(client.socket.recovered, false);
      client.id = client.socket.id;
      client.socket.on("connect", () => client.reconnects++);
      await control.call(0, "socket/join", { id: client.id, rooms: [client.room] });
      await control.call(0, "socket/data", { id: client.id, data: { number: i } });
      return client;
    }),
  );
  assert.deepEqual((await control.call(0, "allRooms")).rooms, [...clients.map((client) => client.id), "room 0", "room 1", "room 2"].sort());

  let n = 0;
  /** Events to all and to rooms, in turns, one behind the other. */
  async function emit(count) {
    for (const last = n + count; n < last; ) {
      n++;
      const rooms = n % 4 ? [] : ["room " + (n % 3)];
      for (const client of clients) if (!rooms.length || client.room === rooms[0]) client.expected.push(n);
      await control.call(0, "emit", { rooms, event: "n", args: [n] });
    }
  }

  await emit(BATCH);
  await eventually("events before the first cut", () => clients.every((client) => client.got.length === client.expected.length));
  for (let cut = 1; cut <= CUTS; cut++) {
    const before = emit(BATCH); // some of it is on its way when the line is cut
    await eventually("some events", () => clients.every((client) => client.got.length > client.expected.length - BATCH / 2));
    line.cut();
    await before;
    await eventually("the clients have noticed", () => clients.every((client) => !client.socket.connected));
    await emit(BATCH);
    const after = emit(BATCH); // and some while they come back
    line.mend();
    await after;
    await eventually("all are back", () => clients.every((client) => client.socket.connected && client.reconnects === cut));
    for (const [i, client] of clients.entries()) {
      assert.equal(client.socket.recovered, true, `client ${i} after cut ${cut}`);
      assert.equal(client.socket.id, client.id);
    }
  }
  await emit(BATCH);
  await eventually("the last event", () => clients.every((client) => client.got.length >= client.expected.length));
  // asked behind all that was sent: what would come twice has come when the answer has
  for (const [i, client] of clients.entries()) {
    const who = await client.socket.timeout(60_000).emitWithAck("whoami");
    assert.deepEqual({ ...who, rooms: who.rooms.sort() }, { id: client.id, recovered: true, rooms: [client.id, client.room].sort(), data: { number: i } });
    assert.deepEqual(client.got, client.expected, `events of client ${i}`);
  }
  return { clients: clients.length, cuts: CUTS, events: n };
});
