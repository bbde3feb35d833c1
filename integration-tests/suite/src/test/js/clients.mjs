// What the scenarios share: clients of each kind, and asking with a time limit.
import http from "node:http";
import { io } from "socket.io-client";

export const [, , url, ...args] = process.argv;

const TRANSPORTS = {
  polling: { transports: ["polling"] },
  websocket: { transports: ["websocket"] },
  upgrade: { transports: ["polling", "websocket"] },
};

/** @param more options of the client, and `base` if it is not to connect to the server itself */
export function open(kind, namespace = "/", { base = url, ...more } = {}) {
  const socket = io(base + (namespace === "/" ? "" : namespace), { forceNew: true, reconnection: false, ...TRANSPORTS[kind], ...more });
  socket.on("disconnect", () => (socket.receiveBuffer = [])); // see "Conditions for recovery" in the manual
  return socket;
}

export function once(emitter, event, what = event) {
  return within(60_000, what, (resolve) => emitter.once(event, (...values) => resolve(values)));
}

export function within(ms, what, executor) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no " + what + " within " + ms + " ms")), ms);
    executor(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

export function connected(socket) {
  return within(60_000, "connection", (resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
}

export function upgraded(socket) {
  const engine = socket.io.engine;
  return engine.transport.name === "websocket" ? Promise.resolve() : once(engine, "upgrade");
}

export async function eventually(what, condition) {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("not within 60 s: " + what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function post(path, body) {
  return request("POST", path, JSON.stringify(body));
}

export function get(path) {
  return request("GET", path);
}

/** Each on a connection of its own, so that any worker may serve it. */
function request(method, path, body) {
  return within(60_000, "answer to " + path, (resolve, reject) => {
    const outgoing = http.request(url + path, { method, agent: false, headers: { "content-type": "application/json" } });
    outgoing.on("error", reject);
    outgoing.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(path + " answered " + response.statusCode + ": " + text));
    });
    outgoing.end(body);
  });
}

/** Prints the result as the last line, and ends the process whatever is still open. */
export async function main(scenario) {
  try {
    console.log(JSON.stringify(await scenario()));
    process.exit(0);
  } catch (e) {
    console.error(e);
    process.exit(1);
  }
}
