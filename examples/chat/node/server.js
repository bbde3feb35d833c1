// A chat: names, messages, who is typing, and how many take part.  PORT=3000 node server.js
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { Server } from "socket.io";

const app = express();
app.use(express.static(fileURLToPath(new URL("../src/main/resources/META-INF/resources", import.meta.url))));
const server = createServer(app);
const io = new Server(server);

const LONGEST_NAME = 20;
const LONGEST_TEXT = 500;

/** The text without blanks around it; undefined if a client sends something else, no text or a longer one. */
function text(value, longest) {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed && trimmed.length <= longest ? trimmed : undefined;
}

io.use((socket, next) => {
  socket.data.name = text(socket.handshake.auth.name, LONGEST_NAME);
  next(socket.data.name ? undefined : new Error(`A name has 1 to ${LONGEST_NAME} characters.`));
});

let participants = 0;

io.on("connection", (socket) => {
  const { name } = socket.data;
  socket.broadcast.emit("joined", name);
  io.emit("participants", ++participants);

  socket.on("message", (sent) => {
    const message = text(sent, LONGEST_TEXT);
    if (message) io.emit("message", { from: name, text: message });
  });

  socket.on("typing", () => socket.volatile.broadcast.emit("typing", name));

  socket.on("disconnect", () => {
    socket.broadcast.emit("left", name);
    io.emit("participants", --participants);
  });
});

server.listen(process.env.PORT ?? 3000, "localhost", () => console.log(`http://localhost:${server.address().port}`));
