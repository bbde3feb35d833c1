// Runs the JavaScript of the manual with the real client library, which connects nowhere. Reads a JSON array of scripts, each with
// a name and its text, from standard input; writes the problems as a JSON array. Calls of methods that the library does not have
// fail; what pages and applications have themselves is replaced by a stand-in. Called with the path of the library's file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";

const client = createRequire(import.meta.url)(process.argv[2]);
const problems = [];

/** Something that can be called, and of which each property is the same. */
const anything = new Proxy(function () {}, {
  get: (target, name) => name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : anything,
  apply: () => anything,
  construct: () => anything,
});

function io(...args) {
  const options = args.find(arg => typeof arg === "object") ?? {};
  const uri = args.find(arg => typeof arg === "string") ?? "/";
  const socket = client.io(new URL(uri, "http://localhost:8080").href, { ...options, autoConnect: false, forceNew: true });
  socket.connect = () => socket;
  socket.io.engine = { id: "" }; // as once it has connected
  return socket;
}

function context() {
  return vm.createContext({
    io, socket: io(), console: { log() {} }, setTimeout() {}, location: { host: "localhost" }, document: anything,
    WebSocket: class {}, show() {}, logIn() {}, sorry() {}, token: "", freshToken: async () => "",
  });
}

async function runModule({ name, text }) {
  const module = new vm.SourceTextModule(text, { identifier: name, context: context() });
  await module.link(specifier => {
    const exported = { "socket.io-client": { io }, "socket.io-msgpack-parser": { default: anything } }[specifier];
    if (!exported) {
      throw new Error("imports " + specifier + ": add it to run-scripts.mjs");
    }
    return new vm.SyntheticModule(Object.keys(exported), function () {
      Object.entries(exported).forEach(([key, value]) => this.setExport(key, value));
    }, { context: module.context });
  });
  // what waits for an answer of the server never ends
  await Promise.race([module.evaluate(), new Promise(resolve => setImmediate(resolve))]);
}

for (const script of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    if (/^import |^export /m.test(script.text)) {
      await runModule(script);
    } else {
      new vm.Script(script.text, { filename: script.name }).runInContext(context());
    }
  } catch (error) {
    problems.push(script.name + ": " + error.message);
  }
}
console.log(JSON.stringify(problems));
process.exit();
