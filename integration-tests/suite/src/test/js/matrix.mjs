// Runs the cells of one JavaScript client against one server, and prints a line of JSON for each.
//   node matrix.mjs URL PACKAGE
// PACKAGE is the alias under which package.json has the version; the cells are those of ClientMatrix.java.
import assert from "node:assert/strict";

const [, , url, client] = process.argv;
const module = await import(client);
const io = module.io ?? module.default;

const TRANSPORTS = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };
const BYTES = Buffer.from([0, 1, 2, 0xff, 0x1e, 0x80]);

const EXCHANGES = {
  async text(socket) {
    const values = ["text", 42, 1.5, true, null, "ünï\u2028😀", { deep: [{ er: [] }] }];
    const back = once(socket, "echo-back");
    socket.emit("echo", ...values);
    assert.deepEqual(await back, values);
  },
  async binary(socket) {
    const back = once(socket, "echo-back");
    socket.emit("echo", BYTES, { nested: { bytes: BYTES } }, "end");
    const [raw, object, end] = await back;
    assert.deepEqual(Buffer.from(raw), BYTES);
    assert.deepEqual(Buffer.from(object.nested.bytes), BYTES);
    assert.equal(end, "end");
  },
  async "ack of the server"(socket) {
    const [text, bytes] = await ask(socket, "echo", "a", BYTES);
    assert.equal(text, "a");
    assert.deepEqual(Buffer.from(bytes), BYTES);
    assert.deepEqual(await ask(socket, "echo", "only text"), ["only text"]);
  },
  async "ack of the client"(socket) {
    socket.on("question", (asked, answer) => answer("answer to " + asked, BYTES));
    const [text, bytes] = await ask(socket, "ask-me", "why?");
    assert.equal(text, "answer to why?");
    assert.deepEqual(Buffer.from(bytes), BYTES);
  },
};

function within(what, executor) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no " + what + " within 30 s")), 30_000);
    const end = (action) => (value) => {
      clearTimeout(timer);
      action(value);
    };
    executor(end(resolve), end(reject));
  });
}

const once = (socket, event) => within(event, (resolve) => socket.once(event, (...values) => resolve(values)));

const ask = (socket, event, ...values) =>
  within("answer to " + event, (resolve) => socket.emit(event, ...values, (...answer) => resolve(answer)));

async function connect(transport, namespace) {
  const socket = io(url + namespace, { forceNew: true, reconnection: false, transports: TRANSPORTS[transport] });
  await within("connection", (resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
    socket.once("error", reject);
  });
  const engine = socket.io.engine;
  if (transport === "upgrade" && engine.transport.name !== "websocket") {
    await within("upgrade", (resolve) => engine.once("upgrade", resolve));
  }
  assert.equal(engine.transport.name, transport === "polling" ? "polling" : "websocket");
  return socket;
}

function report(transport, namespace, exchange, error) {
  console.log(JSON.stringify({ transport, namespace, exchange, error: error ? describe(error) : "" }));
}

/** What a developer would see: the text, and what the client hides in the fields of its errors. */
function describe(error) {
  const { context, description } = error;
  return [error.message ?? error, description?.message ?? description, context?.responseText].filter(Boolean).join("; ");
}

for (const transport of Object.keys(TRANSPORTS)) {
  for (const namespace of ["/", "/custom"]) {
    let socket;
    let refused;
    try {
      socket = await connect(transport, namespace);
    } catch (e) {
      refused = e;
    }
    for (const [exchange, run] of Object.entries(EXCHANGES)) {
      try {
        if (refused) throw refused;
        await run(socket);
        report(transport, namespace, exchange);
      } catch (e) {
        report(transport, namespace, exchange, e);
      }
    }
    socket?.disconnect();
  }
}
process.exit(0);
