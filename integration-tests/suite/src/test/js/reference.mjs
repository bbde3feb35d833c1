// The reference server with the handlers and the options of the fixture "t", for the comparison of transcripts.
// Prints its port; ends with its standard input.
import { createServer } from "node:http";
import { Server } from "socket.io";

const httpServer = createServer((request, response) => response.writeHead(404).end());
const io = new Server(httpServer, {
  pingInterval: 10_000,
  pingTimeout: 8000,
  connectTimeout: 12_000,
  upgradeTimeout: 8000,
  maxHttpBufferSize: 100_000,
});
const reasons = new Map();

function serve(socket) {
  const tag = socket.handshake.auth.tag;
  const on = (event, handler) =>
    socket.on(event, (...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : () => {};
      handler(args, ack);
    });
  socket.on("echo", (...args) => {
    if (typeof args.at(-1) === "function") args.pop()(...args);
    else socket.emit("echo-back", ...args);
  });
  on("burst", ([count]) => {
    for (let i = 0; i < count; i++) socket.emit("burst-back", i);
  });
  on("ask", (args) => socket.emit("question", ...args, (...answer) => socket.emit("answered", ...answer)));
  on("ask-briefly", () => socket.timeout(50).emit("question", (error) => socket.emit("answered", error ? "timed out" : "in time")));
  on("auth", (args, ack) => ack(socket.handshake.auth));
  on("handshake", (args, ack) => {
    const { query, xdomain, secure, address, headers } = socket.handshake;
    ack({ query: { EIO: query.EIO, transport: query.transport, x: query.x ?? null }, xdomain, secure, address, accept: headers.accept ?? null });
  });
  on("join", ([room], ack) => {
    socket.join(room);
    ack();
  });
  on("leave", ([room], ack) => {
    socket.leave(room);
    ack();
  });
  on("rooms", (args, ack) => ack([...socket.rooms].filter((room) => room !== socket.id).sort()));
  on("to-room", ([room, value]) => io.of(socket.nsp.name).to(room).emit("from-room", value));
  on("to-rooms", ([rooms, except, value]) => socket.nsp.to(rooms).except(except).emit("from-room", value));
  on("to-others", ([room, value]) => socket.to(room).emit("from-room", value));
  on("to-all", ([value]) => socket.nsp.emit("from-all", value));
  on("volatile", ([value]) => socket.volatile.emit("volatile-back", value));
  on("leave-me", () => socket.disconnect());
  on("close-me", () => socket.disconnect(true));
  on("reason-of", ([other], ack) => ack(reasons.get(other) ?? null));
  socket.on("disconnect", (reason) => tag && reasons.set(tag, reason));
}

/** An error as a middleware gives it, perhaps with data for the client. */
function refusal(message, data) {
  return Object.assign(new Error(message), data === undefined ? {} : { data });
}

/** Middlewares that refuse as the client's auth says, and one for events. */
function guard(namespace) {
  namespace.use((socket, next) => {
    switch (socket.handshake.auth.refuse) {
      case "message": return next(refusal("not authorized"));
      case "data": return next(refusal("not authorized", { retry: [1, "two", { three: true }] }));
      case "text": return next(refusal('no "quotes" €', "text"));
      case "nothing": return next(refusal(""));
      case "later": return setTimeout(() => next(refusal("later")), 50);
      case "never": return;
      default: return next();
    }
  });
  namespace.use((socket, next) => next("second" in socket.handshake.auth ? refusal("by the second") : undefined));
  namespace.on("connection", (socket) => {
    socket.use(([event], next) => next(event.startsWith("forbidden") ? new Error("forbidden event") : undefined));
    socket.on("error", (error) => socket.emit("refused", error.message));
    socket.on("forbidden", () => socket.emit("served in spite of it"));
    socket.on("echo", (...args) => (typeof args.at(-1) === "function" ? args.pop()(...args) : socket.emit("echo-back", ...args)));
    socket.on("to-all", (...args) => namespace.emit("from-all", ...args));
    socket.on("name", (ack) => ack(socket.nsp.name));
  });
}

guard(io.of("/guarded"));
guard(io.of(/^\/dynamic-\d+$/));
guard(io.of(/^\/all-\d+$/));
guard(io.of((name, auth, next) => next(null, name.startsWith("/for-") && auth.token === "abc")));
["/", "/custom", "/all"].forEach((name) => io.of(name).on("connection", serve));
httpServer.listen(0, "127.0.0.1", () => console.log(httpServer.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
