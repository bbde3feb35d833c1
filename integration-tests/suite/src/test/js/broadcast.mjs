// Clients of all kinds on all workers; what is broadcast over HTTP reaches each exactly once.  node broadcast.mjs URL WORKERS
import assert from "node:assert/strict";
import { args, connected, eventually, get, main, open, post, upgraded } from "./clients.mjs";

main(async () => {
  const workers = Number(args[0]);
  const clients = [];
  const room = "room of " + process.pid; // other tests may have left clients
  for (const kind of ["polling", "websocket", "upgrade"]) {
    for (const namespace of ["/", "/custom"]) {
      for (let i = 0; i < 8; i++) clients.push({ kind, namespace, socket: open(kind, namespace), news: [], other: [] });
    }
  }
  await Promise.all(
    clients.map(async (client) => {
      await connected(client.socket);
      if (client.kind === "upgrade") await upgraded(client.socket);
      client.socket.on("news", (payload) => client.news.push(payload));
      client.socket.on("last", () => (client.last = true));
      client.socket.on("from-other", (payload) => client.other.push(payload));
      if (client.namespace === "/") await client.socket.timeout(60_000).emitWithAck("join", room);
      client.worker = (await client.socket.timeout(60_000).emitWithAck("whoami")).worker;
    }),
  );
  const served = new Set(clients.map((client) => client.kind + " on " + client.worker));
  assert.equal(served.size, 3 * workers, "each kind of client on each worker: " + [...served]);

  const publishers = new Set();
  const sent = [];
  for (let n = 0; n < 30 || publishers.size < workers; n++) {
    assert.ok(n < 1000, "POSTs reach only " + [...publishers]);
    const payload = { n, text: "news " + n };
    publishers.add((await post("/broadcast", { event: "news", payload })).worker);
    sent.push(payload);
  }
  // POSTs that answer one after the other may be served by different workers, so the order between them is free
  await eventually("all news everywhere", () => clients.every((client) => client.news.length >= sent.length));

  const sender = clients[0];
  sender.socket.emit("to-others", "hello");
  const hearing = clients.filter((client) => client.namespace === sender.namespace && client !== sender);
  await eventually("the others hear", () => hearing.every((client) => client.other.length > 0));

  // whatever was sent twice has arrived when this has
  for (const worker of publishers) await post("/broadcast", { event: "last", payload: worker });
  await eventually("the last", () => clients.every((client) => client.last));
  for (const client of clients) {
    const got = client.news.map((payload) => payload.n).sort((a, b) => a - b);
    assert.deepEqual(got, sent.map((payload) => payload.n), client.kind + " client on worker " + client.worker);
    assert.deepEqual(client.other, hearing.includes(client) ? ["hello"] : []);
  }
  assert.equal((await get("/sockets?room=" + encodeURIComponent(room))).count, clients.length / 2, "fetchSockets over all workers");

  const [excluded, ...included] = clients.filter((client) => client.namespace === "/");
  await post("/broadcast", { event: "news", payload: { n: -1 }, except: [excluded.socket.id] });
  await eventually("an exception", () => included.every((client) => client.news.at(-1).n === -1));
  assert.notEqual(excluded.news.at(-1).n, -1);
  return { clients: clients.length, news: sent.length, publishers: publishers.size };
});
