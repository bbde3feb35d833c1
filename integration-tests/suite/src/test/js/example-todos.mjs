// The list of examples/todos, as clients of any of its servers have it.  node example-todos.mjs URL [PIDS of the workers]
import assert from "node:assert/strict";
import { connected, eventually, main, once, open } from "./clients.mjs";
import { onOtherWorker } from "./examples.mjs";

async function user(kind) {
  const someone = { socket: open(kind), events: [] };
  for (const event of ["created", "updated", "deleted"]) someone.socket.on(event, (value) => someone.events.push([event, value]));
  await connected(someone.socket);
  return someone;
}

let first; // the ids are counted from here

/** Without what only a cluster needs. */
function plain(value) {
  if (typeof value === "number") return value - first;
  const { version, id, ...rest } = value;
  return { ...rest, id: id - first };
}

const ask = ({ socket }, event, ...values) => socket.timeout(60_000).emitWithAck(event, ...values);
const list = async (someone) => (await ask(someone, "list")).map(plain);

main(async () => {
  const ann = await user("upgrade");
  const bob = await onOtherWorker(ann, () => user("websocket"));
  const result = { empty: await list(ann) };

  // create, read, update, delete; the others are told
  const milk = await ask(ann, "create", "Milk");
  first = milk.id;
  const html = await ask(bob, "create", "<img src=x onerror=alert(1)> '; DROP TABLE todo; --");
  result.created = [milk, html].map(plain);
  const done = await ask(bob, "update", { ...milk, done: true });
  result.updated = plain(done);
  assert.ok(milk.version === undefined || done.version > milk.version, "a later version");
  result.both = [await list(ann), await list(bob)];
  result.deleted = plain(await ask(ann, "delete", html.id));
  await eventually("what is told", () => ann.events.length === 2 && bob.events.length === 2);
  result.told = [ann, bob].map(({ events }) => events.map(([event, value]) => [event, plain(value)]));

  // what is refused, with the documented object
  result.refused = [];
  for (const title of ["", "  ", "x".repeat(101), null]) result.refused.push(await ask(ann, "create", title));
  for (const title of [" ", "x".repeat(101)]) result.refused.push(await ask(ann, "update", { ...milk, title }));
  result.refused.push(await ask(ann, "update", { ...milk, id: 1e9 }), await ask(ann, "delete", html.id), await ask(bob, "delete", 0));
  result.refusedKinds = [];
  for (const values of [["create"], ["create", { title: "x" }], ["update"], ["update", null], ["update", []], ["delete"], ["delete", null]]) {
    result.refusedKinds.push(typeof (await ask(ann, ...values)).error);
  }
  for (const event of ["list", "create", "update", "delete"]) ann.socket.emit(event); // without an acknowledgement
  result.longest = plain(await ask(ann, "create", "x".repeat(100)));

  // changed by one user after the other, so that the next one reads what the last one wrote
  for (let i = 0; i < 20; i++) {
    const [who, other] = i % 2 ? [ann, bob] : [bob, ann];
    await ask(who, "update", { ...milk, title: "Milk " + i });
    assert.equal((await list(other))[0].title, "Milk " + i);
  }
  // all at the same time: each is added, up to the limit
  const answers = await Promise.all(Array.from({ length: 150 }, (_, i) => ask(i % 2 ? ann : bob, "create", "Number " + i)));
  result.full = answers.find(({ error }) => error);
  result.added = new Set(answers.filter(({ error }) => !error).map(({ id }) => id)).size;
  result.length = (await list(bob)).length;

  // who was away lists again
  bob.socket.disconnect();
  await ask(ann, "delete", milk.id);
  bob.socket.connect();
  await once(bob.socket, "connect");
  result.listedAgain = (await list(bob)).slice(0, 1);
  await Promise.all((await ask(bob, "list")).map(({ id }) => ask(bob, "delete", id)));
  return result;
});
