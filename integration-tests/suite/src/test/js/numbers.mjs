// Clients count what they get, and say numbers of their own, while workers are replaced, until standard input ends: which numbers
// are lost, come twice or in another order.  node numbers.mjs URL CLIENTS [MILLISECONDS between what a client says]
// [LINES of numbers that each client must get before it is counted: with W workers, 2 * W + 1]
import { args, connected, eventually, main, open } from "./clients.mjs";

const CLIENTS = Number(args[0]);
const PAUSE = Number(args[1] ?? 50);
const LINES = Number(args[2] ?? 4);
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const counts = { clients: CLIENTS, connects: 0, recovered: 0, events: 0, said: 0, faults: [] };
const fault = (what) => counts.faults.length < 20 && counts.faults.push(what);
let going = true;

class Client {
  constructor(number) {
    this.number = number;
    this.socket = open(["websocket", "polling", "upgrade"][number % 3], "/", {
      auth: { number }, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 300, timeout: 60_000,
    });
    this.begin();
    for (const event of ["all", "room", "own"]) {
      this.socket.on(event, (sender, n) => this.got(`${event} ${sender}`, n));
    }
    this.socket.on("former", (name, count) => {
      // it may have been sent one more while its session was on its way
      if ((this.last.get(`own ${name}`) ?? 0) < count) fault(`client ${number}: own ${name} ends before ${count}`);
    });
  }

  begin() {
    this.last = new Map();
    this.first = new Map();
  }

  got(line, n) {
    counts.events++;
    const last = this.last.get(line);
    if (last === undefined) this.first.set(line, n);
    else if (n !== last + 1) fault(`client ${this.number}: ${line}: ${n} after ${last}`);
    this.last.set(line, n);
  }

  async ready() {
    await connected(this.socket);
    this.socket.on("connect", () => {
      counts.connects++;
      if (this.socket.recovered) {
        counts.recovered++;
      } else {
        this.begin();
        this.isNew = true; // it knows that it may have missed something
      }
    });
  }

  /** One number after the other, again as long as it is not acknowledged. */
  async says() {
    for (let n = 1; going; ) {
      if (this.socket.connected) {
        try {
          const heard = await this.socket.timeout(20_000).emitWithAck("say", n);
          if (heard !== n) fault(`client ${this.number} said ${n}, and ${heard} was heard`);
          n++;
          counts.said++;
        } catch (error) {
          if (error.message !== "socket has been disconnected") fault(`client ${this.number} said ${n}: ${error.message}`);
        }
      }
      await pause(PAUSE);
    }
  }
}

main(async () => {
  process.stdin.resume().on("end", () => (going = false));
  const clients = Array.from({ length: CLIENTS }, (_, number) => new Client(number));
  await Promise.all(clients.map((client) => client.ready()));
  await eventually("the first events", () => clients.every((client) => client.last.size >= LINES));
  const early = new Set(clients.flatMap((client) => [...client.last.keys()]));
  console.log("counting");
  await Promise.all(clients.map((client) => client.says()));
  await eventually("all are connected", () => clients.every((client) => client.socket.connected));
  await clients[0].socket.timeout(60_000).emitWithAck("stop");

  /** The last number of each line of all clients, or of those in a room. */
  const ends = () => {
    const all = new Map();
    for (const client of clients) for (const [line, n] of client.last) all.set(line, Math.max(n, all.get(line) ?? 0));
    return all;
  };
  // who came when the first numbers were said may have come after the last one of a worker that was killed soon
  const heardOf = (client, line) => client.last.has(line) || !early.has(line);
  const behind = () => {
    const missing = [];
    for (const [line, n] of ends()) {
      const concerned = line.startsWith("all") ? clients
        : line.startsWith("room") ? clients.filter((client) => client.number % 3 === Number(line.split(" ")[1]) % 3) : [];
      for (const client of concerned) if (!client.isNew && heardOf(client, line) && (client.last.get(line) ?? 0) < n) missing.push(`client ${client.number}: ${line} ends at ${client.last.get(line)}, not ${n}`);
    }
    return missing;
  };
  await eventually("the last events", () => behind().length === 0).catch(() => behind().forEach(fault));
  for (const client of clients) {
    for (const [line, n] of client.first) {
      if (n !== 1 && !early.has(line) && !client.isNew) fault(`client ${client.number}: ${line} begins with ${n}`);
    }
  }
  return counts;
});
