// A shared to-do list.  PORT=3000 node server.js
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { Server } from "socket.io";

const app = express();
app.use(express.static(fileURLToPath(new URL("../src/main/resources/META-INF/resources", import.meta.url))));
const server = createServer(app);
const io = new Server(server);

const LONGEST_TITLE = 100;
const MOST = 100;
const todos = new Map();
let lastId = 0;

/** Why that is no title, for a client; undefined if it is one. */
function violation(path, title) {
  const violated = (message) => ({ error: "constraint-violation", message: "An argument is not valid", violations: [{ argument: 0, path, message }] });
  if (typeof title !== "string" || !title.trim()) return violated("A title is needed.");
  if (title.length > LONGEST_TITLE) return violated(`A title has at most ${LONGEST_TITLE} characters.`);
}

const notFound = { error: "not-found", message: "It has been deleted." };

io.on("connection", (socket) => {
  /** Answers an event with what the handler returns, if the client asked for an answer. */
  function on(event, handler) {
    socket.on(event, (...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : () => {};
      ack(handler(...args));
    });
  }

  on("list", () => [...todos.values()]);

  on("create", (title) => {
    const refused = violation("", title);
    if (refused) return refused;
    if (todos.size >= MOST) return { error: "full", message: `The list has at most ${MOST} entries.` };
    const todo = { id: ++lastId, title, done: false };
    todos.set(todo.id, todo);
    socket.broadcast.emit("created", todo);
    return todo;
  });

  on("update", (sent) => {
    const refused = violation("title", sent?.title);
    if (refused) return refused;
    if (!todos.has(sent.id)) return notFound;
    const todo = { id: sent.id, title: sent.title, done: sent.done === true };
    todos.set(todo.id, todo);
    socket.broadcast.emit("updated", todo);
    return todo;
  });

  on("delete", (id) => {
    const todo = todos.get(id);
    if (!todo) return notFound;
    todos.delete(id);
    socket.broadcast.emit("deleted", id);
    return todo;
  });
});

server.listen(process.env.PORT ?? 3000, "localhost", () => console.log(`http://localhost:${server.address().port}`));
