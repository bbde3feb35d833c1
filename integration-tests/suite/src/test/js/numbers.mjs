// Clients get numbers, and say numbers of their own, while workers are replaced, until standard input ends. What they got is
// written to FILE, for others to judge.  node numbers.mjs URL CLIENTS FILE [MILLISECONDS between what a client says]
// [LINES of numbers that each client must get before "counting" is printed: with W workers, 2 * W + 1]
// Lines of standard input: "cut INCARNATION COUNT" cuts so many connections to that worker, and prints "cut" when these clients
// are connected to others; "progress INCARNATION" prints "progress" when all clients but that worker's have got numbers of each
// other worker and answers since.
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { args, connected, eventually, main, open } from "./clients.mjs";

const CLIENTS = Number(args[0]);
const FILE = args[1];
const PAUSE = Number(args[2] ?? 50);
const LINES = Number(args[3] ?? 4);
const QUIET_MILLIS = 1000;
const NEVER = -1;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const start = Date.now();
const now = () => Date.now() - start;
/** The place in an offset of this cluster ("epoch.place"), or of a stream of Redis ("id-number"). */
function placeOf(offset) {
  const [, place, id, number] = /^[\w-]{8}\.([0-9a-z]+)$|^(\d+)-(\d+)$/.exec(offset) ?? [];
  return place !== undefined ? [parseInt(place, 36), 0] : id !== undefined ? [Number(id), Number(number)] : undefined;
}
const isBefore = ([a, b], [c, d]) => a < c || (a === c && b < d);
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const counts = { clients: CLIENTS, connects: 0, recovered: 0, events: 0, said: 0, late: 0, slowest: 0, faults: [] };
const fault = (what) => counts.faults.length < 20 && counts.faults.push(what);
/** The names of lines: what stands for them in a history is the index. */
const lines = new Map();
const peers = [];
let going = true;
let lastEvent = 0;

/** What a client was from its connection on until it was told that it is new. */
class Peer {
  constructor(client) {
    this.client = client.number;
    this.room = client.room;
    this.opened = now();
    this.closed = NEVER;
    this.got = []; // line, number, time, line, number, time, ...
    this.former = []; // line, number: so many there were in any case
    this.said = []; // number, attempts, what was heard before, time, ...
    this.last = new Map(); // line -> number
    peers.push(this);
  }

  add(line, n) {
    if (!lines.has(line)) lines.set(line, lines.size);
    if (n <= (this.last.get(line) ?? 0)) {
      fault(`client ${this.client.number} got ${line} ${n} after ${this.last.get(line)}, at ${now()} ms; its connections: `
        + JSON.stringify(this.client.connections));
    }
    this.got.push(lines.get(line), n, now());
    this.last.set(line, n);
  }
}

class Client {
  constructor(number) {
    this.number = number;
    // connections go to workers in turn: let each have clients of all rooms, with all transports
    this.room = Math.floor(number / 3) % 3;
    this.socket = open(["websocket", "polling", "upgrade"][Math.floor(number / 9) % 3], "/", {
      auth: { number: this.room }, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 300, timeout: 60_000,
    });
    this.answers = 0;
    /** When each was opened, and the offset that it sent; its id, and whether it recovered. */
    this.connections = [];
    this.socket.io.on("open", () => this.connections.push([now(), this.socket._lastOffset]));
    this.socket.on("connect", () => this.connections.at(-1).push(this.socket.io.engine.id, this.socket.recovered));
    this.begin();
    for (const event of ["all", "room", "own"]) {
      this.socket.on(event, (sender, n, ...rest) => {
        counts.events++;
        lastEvent = now();
        this.checkPlace(rest.at(-1));
        this.peer.add(`${event} ${sender}`, n);
      });
    }
    this.socket.on("former", (name, count) => this.peer.former.push(`own ${name}`, count));
  }

  /** It recovers from the place of the last event, whatever it got before. */
  checkPlace(offset) {
    const place = placeOf(offset);
    if (place === undefined) return; // the event was not kept
    if (this.place && isBefore(place, this.place)) counts.late++;
    this.place = place;
  }

  begin() {
    this.place = undefined;
    if (this.peer) this.peer.closed = now();
    this.peer = new Peer(this);
    this.next = 1;
    this.attempts = 0;
  }

  async ready() {
    await connected(this.socket);
    this.peer.opened = now();
    this.socket.on("connect", () => {
      counts.connects++;
      if (this.socket.recovered) counts.recovered++;
      else this.begin(); // it knows that it may have missed something
    });
  }

  get worker() {
    const id = this.socket.io.engine?.id ?? "";
    return this.socket.connected ? (DIGITS.indexOf(id[0]) << 6) | DIGITS.indexOf(id[1]) : NEVER;
  }

  /** One number after the other, again as long as it is not acknowledged. */
  async says() {
    while (going) {
      if (this.socket.connected) {
        const peer = this.peer;
        try {
          const answer = await this.socket.timeout(60_000).emitWithAck("say", this.next, ++this.attempts);
          const [heard, before] = Array.isArray(answer) ? answer : [answer, answer - 1]; // of an earlier build
          peer.said.push(heard, this.attempts, before, now());
          if (peer === this.peer) {
            this.next++;
            this.attempts = 0;
          }
          counts.said++;
          this.answers++;
        } catch (error) {
          if (error.message !== "socket has been disconnected") fault(`client ${this.number} said ${this.next}: ${error.message}`);
        }
      }
      await pause(PAUSE);
    }
  }
}

/** Since it was asked for, those who are not with that worker have got numbers of all others, and answers. */
async function progress(clients, worker) {
  const start = now();
  const others = clients.filter((client) => client.worker !== worker && client.worker !== NEVER);
  const last = (client) => new Map([...client.peer.last].filter(([line]) => line.startsWith("all")));
  const before = others.map((client) => ({ client, peer: client.peer, last: last(client), answers: client.answers }));
  const running = new Set(others.map((client) => client.worker)).size;
  await eventually("progress", () => before.every(({ client, peer, last: then, answers }) => {
    const grown = [...last(client)].filter(([line, n]) => n > (then.get(line) ?? 0)).length;
    return client.peer !== peer || (grown >= running && client.answers > answers);
  }));
  counts.slowest = Math.max(counts.slowest, now() - start);
  console.log("progress of " + others.length);
}

async function cut(clients, worker, count) {
  const cut = clients.filter((client) => client.worker === worker).slice(0, count);
  const start = now();
  // close() would wait for the answer to a POST that is on its way
  cut.forEach((client) => client.socket.io.engine._onClose("transport close"));
  await eventually("connections to others", () => cut.every((client) => ![worker, NEVER].includes(client.worker)));
  console.log(`cut ${cut.length}, which were back after ${now() - start} ms`);
}

const commands = { progress, cut };

/** Who got any number of a line got the last one that anybody got. */
function level(clients) {
  const ends = new Map();
  for (const { peer } of clients) for (const [line, n] of peer.last) ends.set(line, Math.max(n, ends.get(line) ?? 0));
  return clients.every(({ peer }) => [...peer.last].every(([line, n]) => n === ends.get(line)));
}

function write() {
  const history = peers.map(({ client, room, opened, closed, got, former, said }) => ({ client, room, opened, closed, got, former, said }));
  writeFileSync(FILE, JSON.stringify({ lines: [...lines.keys()], peers: history }));
}

main(async () => {
  const clients = Array.from({ length: CLIENTS }, (_, number) => new Client(number));
  const input = createInterface({ input: process.stdin }).on("close", () => (going = false));
  input.on("line", (line) => {
    const [command, ...numbers] = line.split(" ");
    Promise.resolve(commands[command](clients, ...numbers.map(Number))).catch((error) => fault(`${line}: ${error.message}`));
  });
  await Promise.all(clients.map((client) => client.ready()));
  await eventually("the first events", () => clients.every((client) => client.peer.last.size >= LINES));
  const counting = now();
  console.log("counting");
  await Promise.all(clients.map((client) => client.says()));
  counts.millis = now() - counting;
  await eventually("all are connected", () => clients.every((client) => client.socket.connected));
  await clients[0].socket.timeout(60_000).emitWithAck("stop");
  await eventually("the last events", () => now() - lastEvent > QUIET_MILLIS && level(clients)).catch(() => {}); // who judges sees it
  write();
  return counts;
});
