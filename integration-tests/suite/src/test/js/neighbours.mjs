// Servers that form one cluster, what calls them and the clients on them. A server with workers has one origin for each worker.
import assert from "node:assert/strict";
import http from "node:http";
import { connected, open, within } from "./clients.mjs";
import { fromJson, toJson } from "./values.mjs";

export const NAMESPACES = ["/", "/chat"];
const LIMIT = 30_000;

export async function until(what, condition) {
  const deadline = Date.now() + LIMIT;
  for (;;) {
    const done = await condition();
    if (done) return done;
    if (Date.now() > deadline) throw new Error("not within " + LIMIT + " ms: " + what);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** A server process, called by fixture I. */
export class Origin {
  constructor({ name, url, language }, worker) {
    Object.assign(this, { name: worker ? name + "." + worker : name, url, language, worker });
    this.clients = [];
  }

  call(name, body) {
    return this.post("/ctl/" + name, body);
  }

  post(path, body = {}) {
    return within(LIMIT, "answer to " + path, (resolve, reject) => {
      const headers = { "content-type": "application/json", ...(this.worker && { "x-worker": this.worker }) };
      const outgoing = http.request(this.url + path, { method: "POST", agent: false, headers });
      outgoing.on("error", reject);
      outgoing.on("response", async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${path} at ${this.name} answered ${response.statusCode}: ${text}`));
      });
      outgoing.end(JSON.stringify(body, (key, value) => (value === undefined ? null : value)));
    });
  }
}

/** A client in all namespaces, which records events; `ask` is answered, `ask-silent` too except by clients that are `silent`. */
export class Client {
  constructor(url, auth) {
    this.sockets = new Map();
    this.got = new Map();
    this.marks = new Set();
    this.ended = new Map();
    for (const namespace of NAMESPACES) {
      const socket = this.sockets.size === 0 ? open("websocket", namespace, { base: url, auth }) : this.socket("/").io.socket(namespace, { auth });
      this.sockets.set(namespace, socket);
      this.got.set(namespace, []);
      socket.onAny((event, ...args) => this.#record(namespace, event, args));
      socket.on("disconnect", (reason) => this.ended.set(namespace, reason));
    }
  }

  async connect() {
    await Promise.all([...this.sockets.values()].map((socket) => connected(socket.connect())));
    return this;
  }

  socket(namespace) {
    return this.sockets.get(namespace);
  }

  id(namespace = "/") {
    return this.socket(namespace).id;
  }

  take(namespace) {
    return this.got.get(namespace).splice(0);
  }

  close() {
    this.socket("/").io._close?.();
    for (const socket of this.sockets.values()) socket.disconnect();
  }

  #record(namespace, event, args) {
    const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
    if (event === "warm") this.warm = (this.warm ?? new Set()).add(namespace + " " + args[0]);
    else if (event === "mark") this.marks.add(args[0]);
    else if (ack) {
      if (event === "ask" || !this.silent) ack(this.answer ? this.answer(...args) : [this.id(namespace), ...args], "second");
    } else this.got.get(namespace).push([event, ...args]);
  }
}

export class Neighbours {
  #serial = 0;

  constructor(servers) {
    this.origins = servers.flatMap((server) =>
      server.workers > 1 ? Array.from({ length: server.workers }, (_, i) => new Origin(server, i + 1)) : [new Origin(server, 0)],
    );
    this.servers = servers;
  }

  get clients() {
    return this.origins.flatMap((origin) => origin.clients);
  }

  /** Connects clients, two to each origin, and waits until every server reaches all of them. */
  async start() {
    for (const origin of this.origins) for (const nsp of NAMESPACES) await until(origin.name + " serves", () => quietly(() => origin.call("nsp", { nsp })));
    for (const server of this.servers) await this.#connect(server, this.origins.filter((origin) => origin.url === server.url));
    for (const origin of this.origins) await this.reach(origin);
  }

  async #connect(server, origins) {
    const free = await Promise.all(Array.from({ length: 2 * origins.length }, (_, i) => new Client(server.url, { client: server.name + i }).connect()));
    for (let more = 0; ; more++) {
      for (const origin of origins) {
        const { sockets } = await origin.call("info");
        while (origin.clients.length < 2) {
          const i = free.findIndex((client) => sockets.includes(client.id()));
          if (i < 0) break;
          origin.clients.push(Object.assign(free.splice(i, 1)[0], { origin }));
        }
      }
      if (origins.every((origin) => origin.clients.length === 2)) break;
      assert.ok(more < 30, "clients on each worker of " + server.name);
      free.push(await new Client(server.url, {}).connect());
    }
    free.forEach((client) => client.close());
  }

  /** Emits to all, and to each of some rooms, until the clients have received one of each. */
  async reach(origin, rooms = [], namespaces = NAMESPACES) {
    const id = "w" + ++this.#serial;
    for (const nsp of namespaces) {
      const targets = [{ rooms: [], clients: this.clients }, ...rooms.map(([room, clients]) => ({ rooms: [room], clients }))];
      for (const [i, target] of targets.entries()) {
        let next = 0;
        await until(`${origin.name} reaches [${target.rooms}] in ${nsp}`, async () => {
          if (Date.now() > next) {
            await origin.call("emit", { nsp, rooms: target.rooms, event: "warm", args: [id + i] });
            next = Date.now() + 100;
          }
          return target.clients.every((client) => client.warm?.has(nsp + " " + id + i));
        });
      }
    }
  }

  /** Waits until all clients have received what an origin emitted so far. */
  async settle(origin, nsp = "/", clients = this.clients) {
    const mark = "m" + ++this.#serial;
    await origin.call("emit", { nsp, event: "mark", args: [mark] });
    await until("mark of " + origin.name, () => clients.every((client) => client.marks.has(mark)));
  }

  /** Emits, and checks that exactly these clients receive it, once. */
  async emits(origin, body, clients, { args = [1], received = args, call = "emit" } = {}) {
    const event = "news" + ++this.#serial;
    const nsp = body.nsp ?? "/";
    await origin.call(call, { ...body, event, args: args.map(toJson) });
    await this.settle(origin, nsp);
    for (const client of this.clients) {
      for (const namespace of NAMESPACES) {
        const expected = namespace === nsp && clients.includes(client) ? [[event, ...received]] : [];
        assert.deepEqual(client.take(namespace), expected, `${namespace} of a client of ${client.origin.name}`);
      }
    }
  }

  close() {
    this.clients.forEach((client) => client.close());
  }
}

export async function quietly(action) {
  try {
    return await action();
  } catch {
    return undefined;
  }
}

export { fromJson, toJson };
