// Calls of fixture I.
import assert from "node:assert/strict";
import http from "node:http";
import { eventually, url, within } from "./clients.mjs";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export class Control {
  /** @param count how many workers; 1 may be a process without a cluster */
  constructor(count) {
    /** By worker: the query of a session there, which leads straight to it below the path of Socket.IO; the fixture forwards calls without. */
    this.ways = new Map();
    this.workers = count === 1 ? [0] : Array.from({ length: count }, (_, i) => i + 1);
  }

  any(random) {
    return this.workers[random(this.workers.length)];
  }

  call(worker, name, body = {}) {
    return within(120_000, "answer to " + name, (resolve, reject) => {
      const headers = { "content-type": "application/json" };
      if (worker > 0) headers["x-worker"] = worker;
      const outgoing = http.request(url + "/socket.io/app/ctl/" + name + (this.ways.get(worker) ?? ""), { method: "POST", agent: false, headers });
      outgoing.on("error", reject);
      outgoing.on("response", async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${name} on worker ${worker} answered ${response.statusCode}: ${text}`));
      });
      outgoing.end(JSON.stringify(body));
    });
  }

  /** What each worker says of itself. */
  async infos(workers = this.workers) {
    const infos = new Map();
    for (const worker of workers) infos.set(worker, await this.call(worker, "info"));
    for (const [worker, info] of infos) {
      assert.equal(info.worker, worker);
      if (info.incarnation > 0) this.ways.set(worker, "?sid=" + DIGITS[info.incarnation >> 6] + DIGITS[info.incarnation & 63] + "x".repeat(18));
    }
    return infos;
  }

  /** Notes the worker of each client; clients may have to connect first. */
  async locate(clients) {
    await eventually("all workers can be called", async () => {
      try {
        for (const [worker, info] of await this.infos()) {
          for (const client of clients) if (info.sockets.includes(client.id)) client.worker = worker;
        }
        return clients.every((client) => client.worker !== undefined);
      } catch (e) {
        if (!/no worker/.test(e.message)) throw e;
        return false;
      }
    });
  }
}
