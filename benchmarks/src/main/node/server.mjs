// npm's socket.io for the load generator, in one process or as a cluster of workers.
// node server.mjs <port> [workers]
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createAdapter, setupPrimary } from "@socket.io/cluster-adapter";
import { setupMaster, setupWorker } from "@socket.io/sticky";
import { Server } from "socket.io";

const port = Number(process.argv[2]);
const workers = Number(process.argv[3] ?? 0);

function serve(io) {
  for (let i = 0; i < 100; i++) {
    io.of(`/n${i}`).on("connection", (socket) => socket.on("text", (value, ack) => ack(value)));
  }
  io.on("connection", (socket) => {
    for (const echo of ["text", "record", "binary"]) {
      socket.on(echo, (value, ack) => ack(value));
    }
    socket.on("all", (text) => io.emit("event", text));
    socket.on("join", (room, ack) => {
      socket.join(room);
      ack();
    });
    socket.on("room", (room, text) => io.to(room).emit("event", text));
  });
}

if (workers === 0) {
  const httpServer = createServer();
  serve(new Server(httpServer));
  httpServer.listen(port, "127.0.0.1", () => console.log("ready"));
} else if (cluster.isPrimary) {
  const httpServer = createServer();
  setupMaster(httpServer, { loadBalancingMethod: "least-connection" });
  setupPrimary();
  cluster.setupPrimary({ serialization: "advanced" });
  let ready = 0;
  cluster.on("message", (worker, message) => {
    if (message === "ready" && ++ready === workers) {
      httpServer.listen(port, "127.0.0.1", () => console.log("ready"));
    }
  });
  cluster.on("exit", () => cluster.fork());
  for (let i = 0; i < workers; i++) {
    cluster.fork();
  }
} else {
  const io = new Server(createServer());
  io.adapter(createAdapter());
  setupWorker(io);
  serve(io);
  process.send("ready");
}
