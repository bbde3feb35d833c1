// Workers that hang or die while the others ask.  node partial.mjs URL
import assert from "node:assert/strict";
import { connected, eventually, main, open } from "./clients.mjs";
import { Control } from "./ctl.mjs";

const WORKERS = 3;

main(async () => {
  const control = new Control(WORKERS);
  const clients = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const client = {};
      client.socket = open("websocket");
      client.socket.on("ask", (n, answer) => (client.mute ? (client.answer = answer) : answer(client.id)));
      await connected(client.socket);
      client.id = client.socket.id;
      return client;
    }),
  );
  await control.locate(clients);
  await eventually("servers are known", async () => {
    const counts = await Promise.all(control.workers.map((worker) => control.call(worker, "serverCount")));
    return counts.every(({ count }) => count === WORKERS);
  });
  const infos = await control.infos();
  const on = (worker) => clients.filter((client) => client.worker === worker).map((client) => client.id).sort();
  control.workers.forEach((worker) => assert.ok(on(worker).length > 0, "a client on worker " + worker));
  const all = clients.map((client) => client.id).sort();
  const ask = async (timeout) => {
    const { err, responses } = await control.call(1, "emitWithAck", { event: "ask", args: [1], timeout });
    return { err, ids: responses.sort() };
  };
  assert.deepEqual(await ask(60_000), { err: null, ids: all });

  // a client that does not answer, on another worker
  const silent = clients.find((client) => client.worker === 2);
  silent.mute = true;
  const partial = await ask(3_000);
  assert.match(partial.err, /Not all clients answered within 3000 ms/);
  assert.deepEqual(partial.ids, all.filter((id) => id !== silent.id));
  silent.answer("late"); // harms nobody
  silent.mute = false;
  assert.deepEqual(await ask(60_000), { err: null, ids: all });

  // servers answer servers
  for (const worker of [2, 3]) await control.call(worker, "onServerSide", { event: "q", mode: "reply", value: { worker } });
  const servers = () => control.call(1, "serverSideEmitWithAck", { event: "q", args: [{ $bin: "AQI=" }] });
  const sorted = (list) => list.map((answer) => answer.worker).sort();
  assert.deepEqual(sorted((await servers()).responses), [2, 3]);
  assert.deepEqual((await control.call(2, "serverSideLog", { event: "q" })).calls, [[{ $bin: "AQI=" }]]);

  // a worker that hangs
  const victim = infos.get(3).pid;
  process.kill(victim, "SIGSTOP");
  const without = [...on(1), ...on(2)].sort();
  const hung = await ask(3_000);
  assert.match(hung.err, /Not all clients answered/);
  assert.deepEqual(hung.ids, without);
  assert.match((await control.call(1, "fetchSockets", { timeout: 1_000 })).err, /Not all servers sent their sockets/);
  const late = await servers();
  assert.match(late.err, /Not all servers answered/);
  assert.deepEqual(sorted(late.responses), [2]);

  // and goes on
  process.kill(victim, "SIGCONT");
  assert.deepEqual(await ask(60_000), { err: null, ids: all });
  assert.equal((await control.call(1, "fetchSockets", {})).sockets.length, all.length);

  // a worker that dies is not waited for
  process.kill(victim, "SIGSTOP");
  const begun = Date.now();
  const asked = ask(60_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(victim, "SIGKILL");
  assert.deepEqual(await asked, { err: null, ids: without });
  const waited = Date.now() - begun;
  assert.ok(waited < 60_000, "it ended before its time, after " + waited + " ms");
  return { clients: all.length, waited };
});
