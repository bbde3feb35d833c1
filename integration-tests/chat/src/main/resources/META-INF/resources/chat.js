"use strict";

const $ = (id) => document.getElementById(id);

// Each tab is somebody: the name lives as long as the tab. The room is the address' #part, so that rooms are links.
let name = sessionStorage.getItem("name");
let room;

// The file of the client is missing if the extension was built without npm; the server says so in its place.
if (typeof io === "undefined") {
  $("connection").textContent = "No Socket.IO client";
  $("connection").dataset.state = "off";
  fetch("/socket.io/socket.io.min.js").then((response) => response.text()).then((why) => {
    $("refused").textContent = why.includes("missing") ? why + " Install Node.js, which brings npm, and build again."
      : "The server does not serve /socket.io/socket.io.min.js (quarkus.socketio.serve-client).";
  });
  throw new Error("/socket.io/socket.io.min.js is missing");
}

// A WebSocket is a new connection, which the primary gives to the worker with the fewest. A browser's HTTP requests share
// connections between tabs, and each of those stays with its worker.
const socket = io("/chat", {
  autoConnect: false,
  transports: ["websocket", "polling"],
  tryAllTransports: true,
  reconnectionDelay: 500,
  reconnectionDelayMax: 3000,
  auth: (send) => send({ name }),
});

/** An element with attributes and children; text is never read as HTML. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

/** Which worker serves somebody; nothing in an application that is one process. */
function badge(worker) {
  return worker ? element("span", { class: "badge", "data-worker": worker % 6, title: "worker " + worker }, "w" + worker) : "";
}

/** Asks the server; what cannot be answered in time is not sent later either. True if it was done. */
async function ask(event, ...args) {
  const answer = await socket.timeout(5000).emitWithAck(event, ...args).catch(() => ({ refused: "No answer; try again." }));
  return done(answer.refused);
}

function done(refused) {
  $("refused").textContent = refused ?? "";
  return !refused;
}

// --- connection and cluster

let lost = false;

socket.on("connect", enter);

socket.on("disconnect", () => {
  lost = true;
  showConnection("Reconnecting…", "off");
  notice("Connection lost");
});

socket.on("workers", ({ self, pid, workers }) => {
  showConnection(self ? "Served by worker " + self : "Connected", "on", self);
  if (lost) notice(self ? `Back, served by worker ${self}` : "Back");
  lost = false;

  $("served").textContent = self ? `Worker ${self}, pid ${pid}, serves this tab.` : `One process, pid ${pid}: no cluster.`;
  $("workers").hidden = $("try").hidden = !self;
  $("try").replaceChildren("Try ", element("code", {}, "kill -9 " + pid), " and watch this tab come back.");
  $("workers").tBodies[0].replaceChildren(...workers.map((worker) => workerRow(worker, worker.id === self)));
});

function showConnection(text, state, worker = 0) {
  $("connection").textContent = text;
  Object.assign($("connection").dataset, { state, worker: worker % 6 });
}

function workerRow(worker, current) {
  return element(
    "tr",
    { "aria-current": current },
    element("th", { scope: "row" }, badge(worker.id)),
    element("td", {}, element("span", { class: "state", "data-state": worker.state }, worker.state.toLowerCase()), element("small", {}, worker.pid ? "pid " + worker.pid : "")),
    element("td", { class: "number" }, worker.connections),
    element("td", { class: "number" }, worker.restarts),
  );
}

// --- rooms and people

const logs = new Map(); // what was said in the rooms that we left
let people = [];
let known; // who is in our room, by id; unknown until we are in it ourselves

function enter() {
  logs.set(room, [...$("lines").childNodes]);
  room = addressed() || "#lobby";
  known = undefined;
  document.title = room + " · Quarkus Socket.IO";
  $("room").textContent = room;
  $("lines").replaceChildren(...(logs.get(room) ?? []));
  $("lines").scrollTop = $("lines").scrollHeight;
  showPeople();
  if (socket.connected) ask("enter", room);
}

function addressed() {
  try {
    return decodeURIComponent(location.hash);
  } catch {
    return location.hash; // a lone %: the server refuses such a room
  }
}

socket.on("people", (all) => {
  people = all;
  showPeople();
  const here = new Map(all.filter((person) => person.room === room).map((person) => [person.id, person.name]));
  if (!here.has(socket.id)) return;
  if (known) {
    for (const [id, who] of known) if (!here.has(id)) notice(who + " left");
    for (const [id, who] of here) if (!known.has(id)) notice(who + " is here");
  }
  known = here;
});

function showPeople() {
  const inRoom = (name) => people.filter((person) => person.room === name).length;
  const rooms = [...new Set(["#lobby", room, ...people.map((person) => person.room).sort()])];
  $("rooms").replaceChildren(
    ...rooms.map((each) => {
      const link = element("a", { href: each, "aria-current": each === room ? "page" : false });
      link.append(each, element("span", { class: "count" }, inRoom(each)));
      return element("li", {}, link);
    }),
  );
  $("online").textContent = people.length;
  $("people").replaceChildren(
    ...people.map((person) => {
      const who = person.name + (person.id === socket.id ? " (you)" : "");
      return element("li", {}, badge(person.worker), element("span", { class: "name" }, who), element("span", { class: "where" }, person.room));
    }),
  );
}

// --- what is said

socket.on("line", (line) => {
  if (line.room !== room) return; // we left it while this was on its way
  const time = new Date(line.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  append(line.id === socket.id ? "own line" : "line", badge(line.worker), element("b", {}, line.from), element("time", { datetime: line.at }, time), element("p", {}, line.text));
});

socket.on("announcement", ({ text, postedTo, worker }) => {
  append("announcement", text, element("small", {}, worker ? `posted to w${postedTo}, brought by w${worker}` : ""));
});

function notice(text) {
  append("notice", text);
}

function append(kind, ...children) {
  const lines = $("lines");
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  lines.append(element("li", { class: kind }, ...children));
  while (lines.children.length > 500) lines.firstChild.remove();
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}

// --- forms

function onSubmit(form, act) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

onSubmit("say", async () => {
  const text = $("text").value;
  if ((await ask("say", { room, text })) && $("text").value === text) $("text").value = "";
});

onSubmit("open-room", () => {
  location.hash = $("room-name").value.replace("#", "");
  $("room-name").value = "";
  $("text").focus();
});

onSubmit("announce", async () => {
  const body = JSON.stringify({ text: $("announcement").value });
  const response = await fetch("/announcements", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => undefined);
  if (done(response?.ok ? null : "The announcement was not taken.")) $("announcement").value = "";
});

$("welcome").addEventListener("close", () => {
  name = $("name").value.trim();
  if (!name) return $("welcome").showModal(); // closed with Escape
  sessionStorage.setItem("name", name);
  start();
});

function start() {
  socket.connect();
  $("text").focus();
}

window.addEventListener("hashchange", enter);
if (matchMedia("(max-width: 640px)").matches) document.querySelectorAll("details").forEach((details) => (details.open = false));
enter();
if (name) start();
else $("welcome").showModal();
