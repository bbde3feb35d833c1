"use strict";

const $ = (id) => document.getElementById(id);
const MOST_LINES = 500;
const TYPING_MILLIS = 2000;

// The name is sent with each connection, so it is there again after a reconnection.
const socket = io({ autoConnect: false, auth: (send) => send({ name: $("name").value }) });

/** An element with a text, which is never read as HTML. */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** Adds a line; people who write a lot do not fill the memory of others. */
function show(kind, ...parts) {
  const line = document.createElement("li");
  line.className = kind;
  line.append(...parts);
  $("messages").append(line);
  while ($("messages").children.length > MOST_LINES) $("messages").firstChild.remove();
  line.scrollIntoView();
}

const notice = (name, text) => show("notice", element("bdi", name), text);

socket.on("connect", () => {
  $("join").hidden = true;
  $("write").hidden = false;
  $("text").focus();
});
socket.on("connect_error", (error) => show("notice", error.message));
socket.on("disconnect", () => show("notice", "The connection is lost."));
socket.on("participants", (number) => ($("participants").textContent = number));
socket.on("joined", (name) => notice(name, " has joined"));
socket.on("left", (name) => notice(name, " has left"));
socket.on("message", ({ from, text }) => {
  forget(from);
  show("message", element("b", from), element("p", text));
});

// who is typing, each with the timer after which that is over
const typing = new Map();

socket.on("typing", (name) => {
  clearTimeout(typing.get(name));
  typing.set(name, setTimeout(forget, TYPING_MILLIS, name));
  showTyping();
});

function forget(name) {
  clearTimeout(typing.get(name));
  typing.delete(name);
  showTyping();
}

function showTyping() {
  const [name] = typing.keys();
  $("typing").replaceChildren(...(typing.size === 1 ? [element("bdi", name), " is typing …"] : typing.size ? ["Several people are typing …"] : []));
}

let told = 0;

$("text").addEventListener("input", () => {
  if (Date.now() - told < TYPING_MILLIS / 2) return;
  told = Date.now();
  socket.volatile.emit("typing");
});

$("join").addEventListener("submit", (event) => {
  event.preventDefault();
  socket.disconnect().connect();
});

$("write").addEventListener("submit", (event) => {
  event.preventDefault();
  socket.emit("message", $("text").value);
  $("text").value = "";
  told = 0;
});
