// One client: text, binary and acknowledgements both ways.  node exchange.mjs URL KIND NAMESPACE [CERTIFICATE]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { args, connected, main, once, open, upgraded } from "./clients.mjs";

main(async () => {
  const [kind, namespace, certificate] = args;
  const socket = open(kind, namespace, { auth: { token: "t" }, ...(certificate && { ca: readFileSync(certificate) }) });
  await connected(socket);
  if (kind === "upgrade") await upgraded(socket);

  const bytes = Buffer.from([0, 1, 2, 0xff, 0x1e, 0x80]);
  const values = ["text", 42, 1.5, true, null, "ünï\u2028", { deep: [{ er: [] }] }];

  const back = once(socket, "echo-back");
  socket.emit("echo", ...values);
  assert.deepEqual(await back, values);

  const binaryBack = once(socket, "echo-back");
  socket.emit("echo", bytes, { nested: { bytes } }, "end");
  const [raw, nested, end] = await binaryBack;
  assert.deepEqual(Buffer.from(raw), bytes);
  assert.deepEqual(Buffer.from(nested.nested.bytes), bytes);
  assert.equal(end, "end");

  assert.deepEqual(await socket.timeout(60_000).emitWithAck("echo", "only one"), "only one");
  assert.deepEqual(Buffer.from(await socket.timeout(60_000).emitWithAck("echo", bytes)), bytes);

  socket.on("question", (...asked) => asked.pop()("answer to", asked[0], bytes));
  const answer = await new Promise((resolve) => socket.emit("ask-me", "why?", (...values) => resolve(values)));
  assert.deepEqual(answer.slice(0, 2), ["answer to", "why?"]);
  assert.deepEqual(Buffer.from(answer[2]), bytes);

  const large = "x".repeat(500_000);
  assert.equal(await socket.timeout(60_000).emitWithAck("echo", large), large);

  const expected = kind === "polling" ? "polling" : "websocket";
  assert.equal(socket.io.engine.transport.name, expected);

  const gone = once(socket, "disconnect");
  socket.disconnect();
  assert.deepEqual((await gone)[0], "io client disconnect");
  return { ok: true };
});
