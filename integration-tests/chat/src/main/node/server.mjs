// The chat as npm's socket.io serves it, in one cluster with the Java servers over Redis.
// node server.mjs <port> <url of Redis>
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, url] = process.argv.slice(2);
const PAGES = new URL("../resources/META-INF/resources/", import.meta.url);
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const ROOM = /^#[\p{L}\p{N}_-]{1,20}$/u;
const LONGEST = { name: 24, text: 500 };

async function connect() {
  const redis = createClient({ url });
  redis.on("error", (failure) => console.error("Redis:", failure.message));
  return await redis.connect();
}

const httpServer = createServer(async (request, response) => {
  if (request.method === "POST" && request.url === "/announcements") return announce(request, response);
  const file = request.url === "/" ? "index.html" : request.url.slice(1);
  try {
    if (!/^[a-z]+\.[a-z]+$/.test(file)) throw new Error("no page");
    const content = await readFile(new URL(file, PAGES));
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
const io = new Server(httpServer, { adapter: createAdapter(await connect(), await connect()) });
const chat = io.of("/chat");

chat.on("connection", (socket) => {
  const wished = String(socket.handshake.auth.name ?? "").trim();
  socket.data = { name: wished.slice(0, LONGEST.name) || "guest", worker: 0 };
  socket.emit("workers", { self: 0, pid: process.pid, workers: [] });

  socket.on("enter", (room, ack) => {
    if (!ROOM.test(room)) return ack({ refused: "A room's name has 1 to 20 letters, digits, - and _." });
    [...socket.rooms].filter((name) => name.startsWith("#")).forEach((name) => socket.leave(name));
    socket.join(room);
    changed();
    ack({ refused: null });
  });

  socket.on("say", ({ room, text }, ack) => {
    const line = String(text ?? "").trim();
    if (!socket.rooms.has(room) || !ROOM.test(room)) return ack({ refused: "You are not in that room." });
    if (!line) return ack({ refused: "A message needs some text." });
    if (line.length > LONGEST.text) return ack({ refused: `A message has at most ${LONGEST.text} characters.` });
    chat.to(room).emit("line", { room, id: socket.id, from: socket.data.name, text: line, worker: 0, at: new Date() });
    ack({ refused: null });
  });

  socket.on("disconnect", changed);
});

/** Tells all servers, Java's @OnBroadcast("people-changed") methods too, that the list has changed. */
function changed() {
  io.serverSideEmit("people-changed");
  showPeople();
}

io.on("people-changed", showPeople);

async function showPeople() {
  const sockets = await chat.fetchSockets().catch(() => undefined);
  if (!sockets) return; // a server ends meanwhile: another change follows
  const people = sockets.flatMap(({ id, rooms, data }) =>
    [...rooms].filter((room) => room.startsWith("#")).map((room) => ({ id, name: data.name, room, worker: data.worker })),
  );
  chat.local.emit("people", people.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)));
}

io.on("announcement", (posted) => chat.local.emit("announcement", { text: posted.text, postedTo: posted.worker, worker: 0 }));

async function announce(request, response) {
  let body = "";
  for await (const part of request) {
    body += part;
    if (body.length > 10_000) return response.writeHead(413).end();
  }
  const posted = { text: String(JSON.parse(body).text).trim().slice(0, LONGEST.text), worker: 0 };
  io.serverSideEmit("announcement", posted);
  chat.local.emit("announcement", { text: posted.text, postedTo: 0, worker: 0 });
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(posted));
}

httpServer.listen(Number(port), "127.0.0.1", () => console.log(`Node: http://localhost:${port}`));
