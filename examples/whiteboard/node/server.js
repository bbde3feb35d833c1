// Shared drawing boards: what one draws, all others who have the same board open see.  PORT=3000 node server.js
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { Server } from "socket.io";

const app = express();
app.use(express.static(fileURLToPath(new URL("../src/main/resources/META-INF/resources", import.meta.url))));
const server = createServer(app);
const io = new Server(server);

const matches = (value, pattern) => typeof value === "string" && pattern.test(value);

/** A copy of what a stroke has and nothing else, so that nothing else is passed on; undefined if a client sends no stroke. */
function strokeOf(sent) {
  const { x1, y1, x2, y2, color } = sent ?? {};
  const onTheBoard = [x1, y1, x2, y2].every((part) => typeof part === "number" && part >= 0 && part <= 1);
  return onTheBoard && matches(color, /^#[0-9a-f]{6}$/) ? { x1, y1, x2, y2, color } : undefined;
}

io.use((socket, next) => {
  const known = matches(socket.handshake.auth.board, /^[a-z0-9-]{1,20}$/);
  next(known ? undefined : new Error("The name of a board has 1 to 20 letters, digits and -."));
});

io.on("connection", (socket) => {
  const room = "board:" + socket.handshake.auth.board;
  socket.join(room);

  socket.on("stroke", (sent) => {
    const stroke = strokeOf(sent);
    if (stroke) socket.volatile.to(room).emit("stroke", stroke);
  });

  socket.on("clear", () => socket.to(room).emit("clear"));
});

server.listen(process.env.PORT ?? 3000, "localhost", () => console.log(`http://localhost:${server.address().port}`));
