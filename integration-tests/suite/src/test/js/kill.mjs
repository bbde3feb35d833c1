// Kills one worker under many clients: the others' clients notice nothing, its own come back.  node kill.mjs URL COUNT
import assert from "node:assert/strict";
import { args, connected, eventually, main, open } from "./clients.mjs";

main(async () => {
  const count = Number(args[0]);
  const clients = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const client = { disconnects: [], kind: i % 2 ? "websocket" : "upgrade" };
      client.socket = open(client.kind, "/", { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 500 });
      await connected(client.socket);
      client.socket.on("disconnect", (reason) => client.disconnects.push(reason));
      client.before = (await client.socket.timeout(60_000).emitWithAck("whoami")).pid;
      return client;
    }),
  );
  const pids = [...new Set(clients.map((client) => client.before))];
  assert.equal(pids.length, 2, "both workers have clients");
  const killed = pids[0];
  const killedAt = Date.now();
  process.kill(killed, "SIGKILL");

  const hit = clients.filter((client) => client.before === killed);
  const spared = clients.filter((client) => client.before !== killed);
  await eventually("all are noticed to be cut", () => hit.every((client) => client.disconnects.length > 0));
  await eventually("all are back", () => hit.every((client) => client.socket.connected));
  const backAfter = Date.now() - killedAt;
  for (const client of clients) {
    assert.equal(await client.socket.timeout(60_000).emitWithAck("echo", "alive"), "alive");
  }
  assert.deepEqual(spared.flatMap((client) => client.disconnects), []);
  assert.deepEqual([...new Set(hit.flatMap((client) => client.disconnects))], ["transport close"]);
  return { killed, hit: hit.length, spared: spared.length, backAfter };
});
