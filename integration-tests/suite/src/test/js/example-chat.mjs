// The chat of examples/chat, as clients of any of its servers have it.  node example-chat.mjs URL [PIDS of the workers]
import assert from "node:assert/strict";
import { args, connected, eventually, main, open, upgraded } from "./clients.mjs";
import { onOtherWorker, refusal } from "./examples.mjs";

/** A participant, with what was told since the last time that it was taken. */
async function participant(name, kind) {
  const someone = { name, socket: open(kind, "/", { auth: { name } }), events: [] };
  someone.socket.on("participants", (number) => (someone.participants = number));
  for (const event of ["joined", "left", "message", "typing"]) someone.socket.on(event, (value) => someone.events.push([event, value]));
  await connected(someone.socket);
  if (kind === "upgrade") await upgraded(someone.socket);
  return someone;
}

const seen = (number, ...people) => Promise.all(people.map((each) => eventually(`${number} participants for ${each.name}`, () => each.participants === number)));
const heard = (each, text) => each.events.some(([event, value]) => event === "message" && value.text === text);

/** What was told to these until a last message, before which all else is told. */
async function told(last, ...people) {
  people[0].socket.emit("message", last);
  await Promise.all(people.map((each) => eventually(`"${last}" for ${each.name}`, () => heard(each, last))));
  return people.map((each) => each.events.splice(0).filter(([event]) => event !== "typing"));
}

main(async () => {
  const ann = await participant("Ann", "upgrade");
  const bob = await onOtherWorker(ann, () => participant(" <b>Bob</b> ", "websocket"), () => seen(1, ann));
  await seen(2, ann, bob);
  await told("all are here", ann, bob);
  const result = {};

  // sent again, as what is volatile may be dropped
  await eventually("the typing notice", () => bob.socket.emit("typing", { name: "somebody else" }) && ann.events.length);
  result.typing = ann.events[0];
  bob.socket.emit("message", " <img src=x onerror=alert(1)> ");
  await eventually("a message for the others", () => heard(ann, "<img src=x onerror=alert(1)>"));
  assert.ok(!bob.events.some(([event]) => event === "typing"), "who types is not told so");
  result.said = await told("first", bob, ann);

  // nobody sees what is no message
  for (const bad of ["", "  ", "x".repeat(501), { text: "x" }, [["x"]], null]) bob.socket.emit("message", bad);
  bob.socket.emit("message");
  bob.socket.emit("nothing like it", "x");
  bob.socket.emit("message", "x".repeat(500));
  result.afterBadMessages = await told("second", bob, ann);

  // others come and go; some may not
  const eve = await participant("Eve", "polling");
  await seen(3, ann, bob, eve);
  eve.socket.disconnect();
  await seen(2, ann, bob);
  result.comeAndGone = await told("third", ann, bob);
  result.refused = [];
  for (const auth of [{}, { name: "  " }, { name: "x".repeat(21) }]) result.refused.push(await refusal(auth));
  result.refusedObject = Boolean(await refusal({ name: { toString: "x" } }));
  result.afterRefused = await told("fourth", ann, bob);

  // a worker that is killed does not tell who was there
  if (args.length) {
    process.kill(Number(args[0]), "SIGKILL");
    const gone = await Promise.race([ann, bob].map((each) => new Promise((resolve) => each.socket.once("disconnect", () => resolve(each)))));
    const left = gone === ann ? bob : ann;
    await seen(1, left);
    await participant(gone.name, "websocket");
    await seen(2, left);
  }
  return result;
});
