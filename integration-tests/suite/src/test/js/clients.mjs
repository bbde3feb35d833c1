// What the scenarios share: clients of each kind, and asking with a time limit.
import { io } from "socket.io-client";

export const [, , url, ...args] = process.argv;

const TRANSPORTS = {
  polling: { transports: ["polling"] },
  websocket: { transports: ["websocket"] },
  upgrade: { transports: ["polling", "websocket"] },
};

export function open(kind, namespace = "/", more = {}) {
  return io(url + (namespace === "/" ? "" : namespace), { forceNew: true, reconnection: false, ...TRANSPORTS[kind], ...more });
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

export async function post(path, body) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(path + " answered " + response.status + ": " + (await response.text()));
  return response.json();
}

export async function get(path) {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(path + " answered " + response.status + ": " + (await response.text()));
  return response.json();
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
