// Mixed load until standard input ends: requests over keep-alive connections, uploads of 900 KB in slow chunks, echoes over
// long-polling and WebSocket; over TLS some of the requests are of HTTP/2.  node load.mjs URL [CERTIFICATE]
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { args, main, url } from "./clients.mjs";
import { io } from "socket.io-client";

const UPLOAD = 900_000;
const CHUNKS = 30;
const [certificate] = args;
const tls = certificate && { ca: readFileSync(certificate) };
const web = tls ? https : http;
const agent = new web.Agent({ keepAlive: true, maxSockets: 8, ...tls });
const counts = { requests: 0, multiplexed: 0, refused: 0, uploads: 0, echoes: 0, connects: 0, failures: {}, disconnects: {} };
let going = true;

const count = (where, what) => (where[what] = (where[what] ?? 0) + 1);
const fail = (what, details = "") => {
  console.log(new Date().toISOString(), what, details);
  count(counts.failures, what);
};
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function request(options, send) {
  return new Promise((resolve) => {
    const sent = web.request(new URL(options.path, url), { agent, ...options }, (answer) => {
      let body = "";
      answer.on("data", (data) => (body += data));
      answer.on("end", () => resolve(answer.statusCode === 200 ? body : fail(`${options.path}: ${answer.statusCode}`)));
      answer.on("error", (error) => resolve(fail(`${options.path}: ${error.code}`)));
    });
    sent.on("error", (error) => resolve(fail(`${options.path}: ${error.code}`)));
    send(sent);
  });
}

async function requests() {
  while (going) {
    if ((await request({ path: "/echo/hello" }, (sent) => sent.end())) === "hello") counts.requests++;
    await pause(Math.random() * 20);
  }
}

/** On one connection, until its server says that it goes away. */
async function multiplexed() {
  let session;
  const stream = () =>
    new Promise((resolve) => {
      if (!session || session.closed || session.destroyed) {
        session = http2.connect(url, tls);
        session.on("error", (error) => fail(`HTTP/2: ${error.message}`));
      }
      const sent = session.request({ ":path": "/echo/hello" });
      let body = "";
      sent.setEncoding("utf8");
      sent.on("data", (data) => (body += data));
      sent.on("error", (error) => resolve(error.message));
      sent.on("end", () => resolve(body));
    });
  const loop = async () => {
    while (going) {
      const answer = await stream();
      if (answer === "hello") counts.multiplexed++;
      // what crosses the GOAWAY was not begun and is asked again, as browsers do (RFC 9113, section 8.7)
      else if (answer.endsWith("REFUSED_STREAM")) counts.refused++;
      else fail(`HTTP/2 stream: ${answer}`);
      await pause(Math.random() * 20);
    }
  };
  await Promise.all([loop(), loop(), loop()]);
  session.close();
}

async function uploads() {
  while (going) {
    const answer = await request({ path: "/count", method: "POST", headers: { "content-length": UPLOAD } }, async (sent) => {
      for (let i = 0; i < CHUNKS; i++) {
        sent.write(Buffer.alloc(UPLOAD / CHUNKS));
        await pause(50);
      }
      sent.end();
    });
    if (answer === String(UPLOAD)) counts.uploads++;
    else if (answer !== undefined) fail(`/count: ${answer}`);
  }
}

function details({ io: { engine } }) {
  const { transport } = engine;
  return `session ${engine.id} ${engine.readyState}, poll ${transport._polling}, writable ${transport.writable}, to write ${engine.writeBuffer.length}`;
}

async function echoes(transport) {
  const socket = io(url, { transports: [transport], forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 500, ...tls });
  socket.on("connect", () => counts.connects++);
  socket.on("connect_error", (error) => fail(`${transport} connect: ${error.message} ${error.description ?? ""}`));
  socket.on("disconnect", (reason) => count(counts.disconnects, reason));
  for (let i = 0; going; i++) {
    if (socket.connected) {
      try {
        // a new worker may need seconds where its machine has no processor to spare
        const answer = await socket.timeout(30_000).emitWithAck("echo", i);
        if (answer === i) counts.echoes++;
        else fail(`${transport} echo: ${answer}`);
      } catch (error) {
        // an echo is lost with its connection, but not without
        if (error.message !== "socket has been disconnected") fail(`${transport} echo: ${error.message}`, details(socket));
      }
    }
    await pause(20);
  }
  socket.disconnect();
}

main(async () => {
  process.stdin.resume().on("end", () => (going = false));
  const all = [];
  for (let i = 0; i < 6; i++) all.push(requests());
  for (let i = 0; tls && i < 3; i++) all.push(multiplexed());
  for (let i = 0; i < 3; i++) all.push(uploads());
  for (let i = 0; i < 5; i++) all.push(echoes("polling"), echoes("websocket"));
  await Promise.all(all);
  return counts;
});
