// The chat as two users on different workers have it, one of which is killed.  node chat.mjs URL WORKERS
import assert from "node:assert/strict";
import { args, connected, eventually, main, open, post } from "./clients.mjs";

const workers = Number(args[0]);

async function user(name) {
  const socket = open("websocket", "/chat", { auth: { name }, reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 500 });
  const someone = { name, socket, lines: [], announcements: [] };
  socket.on("workers", (status) => (someone.status = status));
  socket.on("people", (people) => (someone.people = people));
  socket.on("line", (line) => someone.lines.push(line));
  socket.on("announcement", (announcement) => someone.announcements.push(announcement));
  await connected(socket);
  await eventually("the workers for " + name, () => someone.status?.workers.length === (workers > 1 ? workers : 0));
  return someone;
}

const ask = (someone, event, argument) => someone.socket.timeout(60_000).emitWithAck(event, argument);
const online = (someone) => (someone.people ?? []).map((person) => `${person.name} ${person.room} w${person.worker}`);
const sees = (someone, ...expected) => eventually(`${someone.name} sees ${expected}, not ${online(someone)}`, () => String(online(someone)) === String(expected));

main(async () => {
  const ann = await user("Ann");
  let bob = await user("Bob");
  while (workers > 1 && bob.status.self === ann.status.self) {
    bob.socket.disconnect();
    bob = await user("Bob");
  }
  const [a, b] = ["w" + ann.status.self, "w" + bob.status.self];
  assert.deepEqual(ann.status.workers.map((worker) => worker.state), workers > 1 ? Array(workers).fill("RUNNING") : []);

  // rooms, and who is in them
  assert.equal((await ask(ann, "enter", "#tea")).refused, null);
  await sees(ann, "Ann #tea " + a);
  await ask(bob, "enter", "#coffee");
  await sees(ann, "Ann #tea " + a, "Bob #coffee " + b);
  assert.match((await ask(bob, "enter", ann.socket.id)).refused, /room's name/);

  // messages
  assert.match((await ask(bob, "say", { room: "#tea", text: "Anybody?" })).refused, /not in that room/);
  assert.match((await ask(ann, "say", { room: "#tea", text: "  " })).refused, /needs some text/);
  assert.match((await ask(ann, "say", { room: "#tea", text: "x".repeat(501) })).refused, /at most 500 characters/);
  await ask(bob, "enter", "#tea");
  await sees(bob, "Ann #tea " + a, "Bob #tea " + b);
  assert.equal((await ask(ann, "say", { room: "#tea", text: " Hello, ünï " })).refused, null);
  await eventually("the line", () => bob.lines.length && ann.lines.length);
  for (const { lines } of [ann, bob]) {
    assert.deepEqual(lines.map((line) => [line.from, line.text, "w" + line.worker]), [["Ann", "Hello, ünï", a]]);
  }

  // an announcement reaches all, whatever worker it is posted to
  const postedTo = new Set();
  let posted = 0;
  while (postedTo.size < workers) postedTo.add((await post("/announcements", { text: "Number " + posted++ })).worker);
  for (const someone of [ann, bob]) {
    await eventually("all announcements", () => someone.announcements.length >= posted);
    assert.equal(new Set(someone.announcements.map((announcement) => announcement.text)).size, posted);
    assert.ok(someone.announcements.every((announcement) => announcement.worker === someone.status.self));
  }
  if (workers < 2) return { workers };

  // a killed worker tells nobody who was there
  const { pid, self: seat } = bob.status;
  bob.socket.io.reconnection(false);
  process.kill(pid, "SIGKILL");
  await sees(ann, "Ann #tea " + a);
  await eventually("the respawn is shown", () => ann.status.workers.some((worker) => worker.id === seat && worker.restarts === 1 && worker.state === "RUNNING"));
  const back = await user("Bob");
  await ask(back, "enter", "#tea");
  await sees(ann, "Ann #tea " + a, `Bob #tea w${back.status.self}`);
  await ask(back, "say", { room: "#tea", text: "I am back" });
  await eventually("a line after all that", () => ann.lines.at(-1).text === "I am back");
  return { workers, announcements: posted, killed: pid };
});
