// HTTP, WebSocket and Engine.IO spoken by hand, each step noted in a transcript without what changes from run to run.
import crypto from "node:crypto";
import net from "node:net";

/** How long an answer may take, before its absence is noted. */
const LIMIT = 120_000;
/** The header fields that a transcript has. */
const NOTED = /^(content-type|content-encoding|cache-control|vary|allow|location|set-cookie|etag|upgrade|access-control-.*|sec-websocket-(protocol|extensions|version)|x-xss-protection|retry-after)$/;

export class Gone extends Error {}

/** One TCP connection. */
class Wire {
  constructor(port) {
    this.buffer = Buffer.alloc(0);
    this.ended = false;
    this.wake = () => {};
    this.socket = net.connect(port, "127.0.0.1");
    this.socket.setNoDelay(true);
    this.socket.on("data", (data) => {
      this.buffer = Buffer.concat([this.buffer, data]);
      this.wake();
    });
    for (const event of ["end", "error", "close"]) {
      this.socket.on(event, () => {
        this.ended = true;
        this.wake();
      });
    }
  }

  write(data) {
    this.socket.write(data);
  }

  cut() {
    this.socket.destroy();
  }

  reset() {
    this.socket.resetAndDestroy();
  }

  /** Waits until `find` finds something in what has come. */
  async find(find) {
    const deadline = Date.now() + LIMIT;
    for (;;) {
      const found = find(this.buffer);
      if (found !== undefined) return found;
      if (this.ended) throw new Gone("connection closed");
      const left = deadline - Date.now();
      if (left <= 0) throw new Gone("no answer");
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  read(count) {
    return this.find((buffer) => {
      if (buffer.length < count) return undefined;
      this.buffer = buffer.subarray(count);
      return buffer.subarray(0, count);
    });
  }

  line() {
    return this.find((buffer) => {
      const end = buffer.indexOf("\r\n");
      if (end < 0) return undefined;
      this.buffer = buffer.subarray(end + 2);
      return buffer.toString("latin1", 0, end);
    });
  }

  async response(method) {
    const status = Number((await this.line()).split(" ")[1]);
    const headers = {};
    for (let line; (line = await this.line()) !== ""; ) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const hasBody = method !== "HEAD" && status >= 200 && status !== 204 && status !== 304;
    return { status, headers, body: hasBody ? await this.body(headers) : Buffer.alloc(0) };
  }

  async body(headers) {
    if (headers["transfer-encoding"] === "chunked") {
      const chunks = [];
      for (let size; (size = parseInt(await this.line(), 16)) > 0; await this.line()) chunks.push(await this.read(size));
      await this.line();
      return Buffer.concat(chunks);
    }
    if (headers["content-length"] !== undefined) return this.read(Number(headers["content-length"]));
    await this.find(() => (this.ended ? true : undefined));
    return this.read(this.buffer.length);
  }
}

/** What happened in one exchange: a list of lines for each connection or session, in the order in which they were opened. */
export class Transcript {
  constructor(port) {
    this.port = port;
    this.lanes = [];
    this.ids = new Set();
    this.sessions = [];
  }

  lane() {
    const lines = [];
    this.lanes.push(lines);
    return lines;
  }

  lines() {
    return this.lanes.flatMap((lane, i) => lane.map((line) => (this.lanes.length === 1 ? "" : `${i + 1} `) + this.mask(line)));
  }

  mask(text) {
    for (const [, id] of text.matchAll(/"sid":"([^"]+)"/g)) this.ids.add(id);
    for (const id of this.ids) text = text.replaceAll(id, "*");
    return text.length > 300 ? `${text.slice(0, 100)}... (${text.length} characters)` : text;
  }

  /** One request on a connection of its own. */
  async request(method, target, { headers = {}, body, lane = this.lane(), version = "1.1", chunked = false } = {}) {
    lane.push(`> ${method} ${target}${body === undefined || lane.quiet ? "" : " " + printable(body)}`);
    try {
      const answer = await this.exchange(method, target, { headers, body, version, chunked });
      noteResponse(lane, answer);
      return answer;
    } catch (e) {
      if (!(e instanceof Gone)) throw e;
      lane.push(`< (${e.message})`);
      return undefined;
    }
  }

  async exchange(method, target, { headers = {}, body, version = "1.1", chunked = false, onWire = () => {} } = {}) {
    const wire = new Wire(this.port);
    onWire(wire);
    try {
      wire.write(head(method, target, { headers, body, version, chunked, port: this.port }));
      if (body !== undefined) wire.write(chunked ? Buffer.concat([chunk(body), chunk("")]) : body);
      return await wire.response(method);
    } finally {
      wire.cut();
    }
  }

  async polling({ query = "", headers = {}, lane = this.lane(), quiet = true } = {}) {
    const answer = await this.exchange("GET", `/socket.io/?EIO=4&transport=polling${query}`, { headers });
    const packet = answer.body.toString();
    if (answer.status !== 200) throw new Error(`handshake: ${answer.status} ${packet}`);
    const session = new Polling(this, lane, JSON.parse(packet.slice(1)).sid);
    this.ids.add(session.sid);
    if (!quiet) lane.push("< " + packet);
    this.sessions.push(session);
    return session;
  }

  /** A WebSocket whose handshake the server accepts; with a `sid` it is to replace long-polling. */
  async websocket({ query = "", headers = {}, sid, lane = this.lane(), quiet = true } = {}) {
    const socket = new WebSocket(this, lane);
    this.sessions.push(socket);
    await socket.open(`/socket.io/?EIO=4&transport=websocket${sid ? "&sid=" + sid : ""}${query}`, headers, quiet);
    if (!sid) {
      const packet = await socket.packet();
      this.ids.add((socket.sid = JSON.parse(packet.slice(1)).sid));
      if (!quiet) lane.push("< " + packet);
    }
    return socket;
  }

  /** The session of a client that joined the main namespace. */
  async connected(transport, namespace = "/", auth = "") {
    const session = await this[transport]();
    await session.join(namespace, auth);
    return session;
  }

  end() {
    this.sessions.forEach((session) => session.cut());
  }
}

function head(method, target, { headers, body, version, chunked, port }) {
  const fields = { Host: `127.0.0.1:${port}`, Connection: "close", ...headers };
  if (chunked) fields["Transfer-Encoding"] = "chunked";
  else if (body !== undefined && !("Content-Length" in fields)) fields["Content-Length"] = Buffer.byteLength(body);
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/${version}\r\n${lines.join("")}\r\n`;
}

const chunk = (data) => Buffer.concat([Buffer.from(Buffer.byteLength(data).toString(16) + "\r\n"), Buffer.from(data), Buffer.from("\r\n")]);

function noteResponse(lane, { status, headers, body }) {
  const noted = Object.entries(headers).filter(([name]) => NOTED.test(name)).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${name === "etag" ? "*" : value.toLowerCase()}`);
  lane.push(["< " + status, ...noted].join(" | "));
  if (body.length && /javascript|json; source|octet/.test(headers["content-type"] ?? "")) lane.push("< (a file)");
  else if (body.length) lane.push("< " + printable(body));
}

export function printable(data) {
  return data.toString().replaceAll("\x1e", "␞").replaceAll("\x00", "␀").replaceAll("\n", "␊").replaceAll("\r", "");
}

/** What sessions over both transports do; they differ in `write` and `packet`. */
class Session {
  constructor(transcript, lane, sid) {
    this.transcript = transcript;
    this.lane = lane;
    this.sid = sid;
    this.answersPings = true;
  }

  async send(...packets) {
    for (const packet of packets) {
      this.lane.push("> " + describe(packet));
      await this.write(packet);
    }
  }

  /** Notes as many packets as are said; pings are answered and not noted. */
  async receive(count = 1) {
    for (let i = 0; i < count; i++) {
      try {
        this.lane.push("< " + describe(await this.message()));
      } catch (e) {
        if (!(e instanceof Gone)) throw e;
        this.lane.push(`< (${e.message})`);
        return false;
      }
    }
    return true;
  }

  async message() {
    for (const end = Date.now() + LIMIT; Date.now() < end; ) {
      const packet = await this.packet();
      if (packet !== "2" || !this.answersPings) return packet;
      await this.write("3");
    }
    throw new Gone("no answer");
  }

  /** Receives an event that asks for an acknowledgement, whose number is the server's affair, and gives that number. */
  async asked() {
    const packet = await this.message();
    const [, before, id, after] = /^(45\d+-|42)(\d+)(\[.*)$/s.exec(packet) ?? [];
    this.lane.push("< " + (id === undefined ? describe(packet) : `${before}#${after}`));
    return id;
  }

  async answer(type, id, rest) {
    this.lane.push(`> ${type}#${rest}`);
    await this.write(type + id + rest);
  }

  async join(namespace = "/", auth = "") {
    const prefix = namespace === "/" ? "" : namespace + ",";
    await this.write("40" + prefix + auth);
    const answer = await this.message();
    const sid = /"sid":"([^"]+)"/.exec(answer)?.[1];
    if (!sid) throw new Error("not connected: " + answer);
    this.transcript.ids.add(sid);
    this.id = sid;
  }

  /** Sends, and notes everything until the connection's end, or until an event after it is acknowledged. */
  async provoke(...packets) {
    await this.send(...packets);
    try {
      await this.write('4299["echo","still served"]');
      for (;;) {
        const packet = await this.message();
        if (packet === '4399["still served"]') break;
        this.lane.push("< " + describe(packet));
      }
      this.lane.push("< (served on)");
    } catch (e) {
      if (!(e instanceof Gone)) throw e;
      this.lane.push(`< (${e.message})`);
    }
  }
}

const describe = (packet) => (typeof packet === "string" ? printable(packet) : `<binary ${packet.toString("hex")}>`);

class Polling extends Session {
  constructor(transcript, lane, sid) {
    super(transcript, lane, sid);
    this.queue = [];
    this.target = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
  }

  async write(packet) {
    const body = typeof packet === "string" ? packet : "b" + packet.toString("base64");
    const answer = await this.transcript.exchange("POST", this.target, { headers: { "Content-Type": "text/plain;charset=UTF-8" }, body });
    if (answer.status !== 200) throw new Gone(`POST: ${answer.status} ${printable(answer.body)}`);
  }

  async packet() {
    if (!this.queue.length) {
      const { status, body } = await this.transcript.exchange("GET", this.target, { onWire: (wire) => (this.poll = wire) });
      if (status !== 200) throw new Gone(`GET: ${status} ${printable(body)}`);
      this.queue = body.toString().split("\x1e");
    }
    const packet = this.queue.shift();
    if (packet === "6") return this.packet(); // nothing, sent to end the poll
    return packet.startsWith("b") ? Buffer.from(packet.slice(1), "base64") : packet;
  }

  /** A request of this session, noted as it is. */
  request(method, options = {}) {
    return this.transcript.request(method, this.target, { lane: this.lane, ...options });
  }

  cut() {
    this.poll?.cut();
  }
}

class WebSocket extends Session {
  async open(target, headers, quiet) {
    this.wire = new Wire(this.transcript.port);
    this.wire.write(head("GET", target, {
      headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": crypto.randomBytes(16).toString("base64"), ...headers },
      port: this.transcript.port, version: "1.1",
    }));
    const answer = await this.wire.response("GET");
    if (!quiet || answer.status !== 101) noteResponse(this.lane, answer);
    if (answer.status !== 101) throw new Gone("refused");
  }

  write(packet) {
    const text = typeof packet === "string";
    this.frame({ opcode: text ? 1 : 2, payload: Buffer.from(packet) });
  }

  frame({ opcode, payload = Buffer.alloc(0), fin = true, rsv = 0, masked = true, length = payload.length }) {
    const size = length < 126 ? [length] : length < 65536 ? [126, length >> 8, length & 255]
      : [127, ...Array.from({ length: 8 }, (_, i) => Math.floor(length / 2 ** (8 * (7 - i))) & 255)];
    size[0] |= masked ? 128 : 0;
    this.wire.write(Buffer.concat([Buffer.from([(fin ? 128 : 0) | (rsv << 4) | opcode, ...size, ...(masked ? [0, 0, 0, 0] : [])]), payload]));
  }

  async packet() {
    for (;;) {
      const [first, second] = await this.wire.read(2);
      const length = second < 126 ? second : second === 126 ? (await this.wire.read(2)).readUInt16BE() : Number((await this.wire.read(8)).readBigUInt64BE());
      const payload = await this.wire.read(length);
      switch (first & 15) {
        case 1: return payload.toString();
        case 2: return payload;
        case 8:
          this.frame({ opcode: 8, payload: payload.subarray(0, 2) });
          throw new Gone(`closed ${payload.length ? payload.readUInt16BE() : "without a code"}`);
        default: this.lane.push(`< <frame ${(first & 15).toString(16)} ${payload.toString("hex")}>`);
      }
    }
  }

  cut() {
    this.wire?.cut();
  }
}
