"use strict";

const $ = (id) => document.getElementById(id);
const socket = io();

const todos = new Map(); // the list as the server has it, by id
const rows = new Map(); // what shows it
const deleted = new Set();

/** Asks the server; shows why it refuses, and returns undefined then. */
async function ask(event, ...args) {
  const answer = await socket.timeout(5000).emitWithAck(event, ...args).catch(() => ({ message: "No answer; try again." }));
  const refused = answer.violations?.[0]?.message ?? answer.message;
  $("problem").textContent = refused ?? "";
  return refused ? undefined : answer;
}

/** What is told twice, or late, changes nothing: a server that is a cluster counts the versions of an entry. */
function changed(todo) {
  if (deleted.has(todo.id) || todos.get(todo.id)?.version > todo.version) return;
  todos.set(todo.id, todo);
  show(todo);
}

function removed(id) {
  deleted.add(id);
  todos.delete(id);
  rows.get(id)?.remove();
  rows.delete(id);
}

// A client that was not connected has missed what changed, so it asks for the whole list at each connection.
socket.on("connect", async () => {
  for (const known of [todos, rows, deleted]) known.clear();
  $("todos").replaceChildren();
  (await ask("list"))?.forEach(changed);
});
socket.on("disconnect", () => ($("problem").textContent = "Reconnecting …"));
socket.on("created", changed);
socket.on("updated", changed);
socket.on("deleted", removed);

async function update(todo) {
  const answer = await ask("update", todo);
  if (answer) changed(answer);
  else if (todos.has(todo.id)) show(todos.get(todo.id)); // as it was before
}

/** Shows an entry at its place, and leaves the others alone, which somebody may be editing. */
function show(todo) {
  const item = row(todo);
  rows.get(todo.id)?.remove();
  rows.set(todo.id, item);
  const next = [...todos.keys()].sort((a, b) => a - b).find((id) => id > todo.id);
  $("todos").insertBefore(item, rows.get(next) ?? null);
}

/** Titles are values of fields, which are never read as HTML. */
function row(todo) {
  const done = Object.assign(document.createElement("input"), { type: "checkbox", checked: todo.done, ariaLabel: "Done" });
  const title = Object.assign(document.createElement("input"), { value: todo.title, ariaLabel: "Title" });
  const remove = Object.assign(document.createElement("button"), { textContent: "Delete" });
  const store = () => update({ id: todo.id, title: title.value, done: done.checked });
  done.addEventListener("change", store);
  title.addEventListener("change", store);
  remove.addEventListener("click", async () => (await ask("delete", todo.id)) && removed(todo.id));
  const item = document.createElement("li");
  item.append(done, title, remove);
  return item;
}

$("create").addEventListener("submit", async (event) => {
  event.preventDefault();
  const todo = await ask("create", $("title").value);
  if (!todo) return;
  changed(todo);
  $("title").value = "";
});
