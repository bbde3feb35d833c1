// Clients with npm socket.io-msgpack-parser: values of all kinds, acknowledgements both ways, namespaces, refusals, broadcasts to
// all workers, and a client that speaks JSON.  node msgpack.mjs URL KIND WORKERS
import assert from "node:assert/strict";
import parser from "socket.io-msgpack-parser";
import { args, connected, eventually, main, once, open, post, upgraded } from "./clients.mjs";

const [kind, workers] = args;
const bytes = Buffer.from([0, 1, 2, 0xff, 0x1e, 0x80]);
const auth = { token: "t", age: 3, key: bytes };

function client(namespace = "/", more = {}) {
  return open(kind, namespace, { parser, ...more });
}

async function exchange(namespace) {
  const socket = client(namespace, { auth });
  await connected(socket);
  if (kind === "upgrade") await upgraded(socket);
  const ask = (...values) => new Promise((resolve) => socket.emit("echo", ...values, (...answer) => resolve(answer)));

  const given = await socket.timeout(60_000).emitWithAck("auth");
  assert.deepEqual({ ...given, key: Buffer.from(given.key) }, auth);

  // beyond 2^64 notepack.io writes integers wrong
  const numbers = [0, 127, 128, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -1, -32, -33, -128, -129, -32768,
    -32769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER, 1.5, -1e-9, 1e-300];
  const plain = ["text", "", "ünï\u2028😀", true, false, null, { deep: [{ er: [] }] }, numbers, "x".repeat(70_000),
    Array.from({ length: 70_000 }, (_, i) => i), Object.fromEntries(numbers.map((n) => ["key" + n, n]))];
  const back = once(socket, "echo-back");
  socket.emit("echo", ...plain);
  assert.deepEqual(await back, plain);
  assert.deepEqual(await ask(...plain), plain);
  assert.deepEqual(await ask(), []);

  const views = [bytes, new Uint8Array(8).fill(7), new ArrayBuffer(1), new ArrayBuffer(0), Buffer.alloc(300, 1), Buffer.alloc(70_000, 2)];
  for (const view of views) {
    const [raw, { nested }] = await ask(view, { nested: [{ view }] });
    assert.deepEqual(Buffer.from(raw), Buffer.from(view));
    assert.deepEqual(Buffer.from(nested[0].view), Buffer.from(view));
  }

  const date = new Date(1_700_000_000_123);
  assert.deepEqual(await ask(date, new Date(-1), [undefined], { a: undefined, b: 1 }),
    [date.toISOString(), "1969-12-31T23:59:59.999Z", [null], { b: 1 }]);

  socket.on("question", (...asked) => asked.pop()("answer to", asked[0], bytes));
  const answer = await new Promise((resolve) => socket.emit("ask-me", "why?", (...values) => resolve(values)));
  assert.deepEqual(answer.slice(0, 2), ["answer to", "why?"]);
  assert.deepEqual(Buffer.from(answer[2]), bytes);
  return socket;
}

async function broadcasts() {
  const clients = [];
  for (const namespace of ["/", "/custom"]) {
    for (let i = 0; i < 8; i++) clients.push({ socket: client(namespace), news: [] });
  }
  const served = new Set();
  await Promise.all(
    clients.map(async (each) => {
      await connected(each.socket);
      each.socket.on("news", (payload) => each.news.push(payload));
      each.socket.on("from-other", (payload) => (each.other = Buffer.from(payload.data)));
      served.add((await each.socket.timeout(60_000).emitWithAck("whoami")).worker);
    }),
  );
  assert.equal(served.size, Number(workers), "clients on each worker");
  const payload = { text: "news", list: [1, 2.5, null] };
  await post("/broadcast", { event: "news", payload });
  await eventually("news everywhere", () => clients.every((each) => each.news.length > 0));
  for (const each of clients) assert.deepEqual(each.news, [payload]);

  const [sender, ...others] = clients.slice(0, 8);
  sender.socket.emit("to-others", { data: bytes });
  await eventually("binary at the others", () => others.every((each) => each.other?.equals(bytes)));
  clients.forEach((each) => each.socket.disconnect());
}

main(async () => {
  for (const namespace of ["/", "/custom"]) {
    const socket = await exchange(namespace);
    const gone = once(socket, "disconnect");
    socket.disconnect();
    assert.deepEqual((await gone)[0], "io client disconnect");
  }
  const refused = client("/unknown");
  const [error] = await once(refused, "connect_error");
  assert.equal(error.message, "Invalid namespace");
  refused.disconnect();

  await broadcasts();

  const json = open(kind);
  const [reason] = await once(json.io, "close", "end of the client that speaks JSON");
  assert.match(reason, /transport (close|error)/);
  assert.equal(json.connected, false);
  return { ok: true };
});
