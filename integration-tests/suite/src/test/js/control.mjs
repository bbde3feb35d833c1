// What one worker does reaches the sockets of all workers, exactly once, as a naive model says.
// node control.mjs URL WORKERS SEED STEPS
import assert from "node:assert/strict";
import { args, connected, eventually, main, open } from "./clients.mjs";
import { Control } from "./ctl.mjs";

const [workers, seed, steps] = args.map(Number);
const ROOMS = ["red", "green", "blue", "größer", "r 5"];
const CLIENTS = 18;

// mulberry32: the same choices for the same seed
let state = seed;
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const one = (list) => list[random(list.length)];
const some = (list, most) => Array.from({ length: random(most + 1) }, () => one(list));

main(async () => {
  const control = new Control(workers);
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = { got: [], marks: 0, rooms: new Set() };
      client.socket = open(["websocket", "polling", "upgrade"][i % 3]);
      client.socket.on("news", (n, bytes) => client.got.push([n, Buffer.from(bytes).toString("hex")]));
      client.socket.on("mark", () => client.marks++);
      client.socket.on("ask", (n, answer) => answer(client.id + " " + n));
      await connected(client.socket);
      client.id = client.socket.id;
      client.rooms.add(client.id);
      return client;
    }),
  );
  await control.locate(clients);
  assert.equal(new Set(clients.map((client) => client.worker)).size, workers, "clients on each worker");
  await eventually("servers are known", async () => (await control.call(control.any(random), "serverCount")).count === workers);

  const names = () => [...ROOMS, one(clients).id, one(clients).id];
  const chosen = ({ rooms, except, flags }, worker) =>
    clients.filter(
      (client) =>
        (rooms.length === 0 || rooms.some((room) => client.rooms.has(room))) &&
        !except.some((room) => client.rooms.has(room)) &&
        (!flags.local || client.worker === worker),
    );
  const selector = (local) => ({
    rooms: random(4) === 0 ? [] : [one(names()), ...some(names(), 2)],
    except: some(names(), 2),
    flags: { local: random(5) === 0 && local, compress: random(2) === 0 },
  });
  const counts = { emits: 0, deliveries: 0, changes: 0, asked: 0 };

  const settled = () =>
    eventually("rooms as in the model", async () => {
      for (const [worker, info] of await control.infos()) {
        const here = clients.filter((client) => client.worker === worker);
        if (!here.every((client) => [...client.rooms].sort().join() === [...info.rooms[client.id]].sort().join())) return false;
      }
      return true;
    });

  for (let step = 0; step < steps; step++) {
    // change who is in which room, from anywhere
    for (let i = random(4); i >= 0; i--) {
      counts.changes++;
      const target = [one(ROOMS), ...some(ROOMS, 2)];
      const join = random(3) > 0;
      if (random(2) === 0) {
        const client = one(clients);
        await control.call(client.worker, "socket/" + (join ? "join" : "leave"), { id: client.id, rooms: target });
        target.forEach((room) => (join ? client.rooms.add(room) : client.rooms.delete(room)));
      } else {
        const worker = control.any(random);
        const selected = selector(true);
        await control.call(worker, join ? "socketsJoin" : "socketsLeave", { ...selected, target });
        for (const client of chosen(selected, worker)) {
          target.forEach((room) => (join ? client.rooms.add(room) : client.rooms.delete(room)));
        }
      }
      await settled(); // the order of what two workers do is not defined
    }

    // emit from anywhere
    const expected = new Map(clients.map((client) => [client, []]));
    for (let i = 0; i < 6; i++) {
      const n = step * 100 + i;
      const bytes = Buffer.from([n & 255, i]);
      const worker = control.any(random);
      const news = { event: "news", args: [n, { $bin: bytes.toString("base64") }] };
      const sender = clients.find((client) => client.worker === worker);
      let reached;
      if (i === 5) {
        reached = clients.filter((client) => client !== sender);
        await control.call(worker, "socket/emit", { id: sender.id, broadcast: true, ...news });
      } else {
        const selected = selector(true);
        reached = chosen(selected, worker);
        await control.call(worker, "emit", { ...selected, ...news });
      }
      reached.forEach((client) => expected.get(client).push([n, bytes.toString("hex")]));
      counts.emits++;
      counts.deliveries += reached.length;
    }
    // behind all that was emitted, from each worker: what would come twice has come when these have
    for (const worker of control.workers) await control.call(worker, "emit", { event: "mark" });
    await eventually("marks", () => clients.every((client) => client.marks === (step + 1) * workers));
    for (const client of clients) {
      const got = client.got.splice(0).sort((a, b) => a[0] - b[0]);
      assert.deepEqual(got, expected.get(client), `seed ${seed}, step ${step}, client ${client.id} of worker ${client.worker}`);
    }

    // ask and fetch from anywhere
    const worker = control.any(random);
    const selected = selector(true);
    const ids = chosen(selected, worker).map((client) => client.id);
    counts.asked += ids.length;
    const answers = await control.call(worker, "emitWithAck", { ...selected, event: "ask", args: [step], timeout: 60_000 });
    assert.deepEqual(answers, { err: null, responses: answers.responses });
    assert.deepEqual(answers.responses.sort(), ids.map((id) => id + " " + step).sort());
    const { sockets } = await control.call(worker, "fetchSockets", { ...selected, timeout: 60_000 });
    assert.deepEqual(sockets.map((socket) => socket.id).sort(), ids.sort());
  }
  return counts;
});
