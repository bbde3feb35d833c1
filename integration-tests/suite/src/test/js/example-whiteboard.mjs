// The boards of examples/whiteboard, as clients of any of its servers have them.  node example-whiteboard.mjs URL [PIDS of the workers]
import assert from "node:assert/strict";
import { connected, eventually, main, open } from "./clients.mjs";
import { onOtherWorker, refusal } from "./examples.mjs";

async function painter(board) {
  const someone = { socket: open("websocket", "/", { auth: { board } }), strokes: [], cleared: 0 };
  someone.socket.on("stroke", (stroke) => someone.strokes.push(stroke));
  someone.socket.on("clear", () => someone.cleared++);
  await connected(someone.socket);
  return someone;
}

const stroke = (x1, more) => ({ x1, y1: 0, x2: 0.5, y2: 1, color: "#2360c5", ...more });
const STROKES = 2_000;

main(async () => {
  const ann = await painter("tea");
  const bob = await onOtherWorker(ann, () => painter("tea"));
  const eve = await painter("coffee");
  const dan = await onOtherWorker(eve, () => painter("coffee"));
  const result = {};

  // a clear is not volatile, and comes after all strokes; the others of that board have its strokes only
  for (let i = 0; i < STROKES; i++) ann.socket.emit("stroke", stroke(i / STROKES));
  ann.socket.emit("clear");
  eve.socket.emit("clear");
  await eventually("the end for the others", () => bob.cleared && dan.cleared);
  assert.ok(bob.strokes.length > 0, "strokes arrive");
  const order = bob.strokes.map(({ x1 }) => x1);
  assert.deepEqual(order, [...new Set(order)].sort((a, b) => a - b), "in their order, none twice");
  result.first = bob.strokes[0].x1 < 1 && { ...bob.strokes[0], x1: 0 };
  result.others = [ann, eve, dan].map(({ strokes, cleared }) => [strokes.length, cleared]);

  // what is no stroke does not reach anybody, and what is sent with one neither
  bob.strokes = [];
  const bad = [null, 5, "x", [], {}, stroke(1.01), stroke(-1), stroke("left"), stroke({}), stroke(0, { color: "red" }), stroke(0, { color: "#ffffff;" })];
  for (const sent of bad) ann.socket.emit("stroke", sent);
  ann.socket.emit("stroke", stroke(0, { color: "#" + "f".repeat(100_000) }));
  ann.socket.emit("stroke");
  await eventually("a good stroke", () => ann.socket.emit("stroke", stroke(1, { more: "x".repeat(1_000), __proto__: { x: 1 } })) && bob.strokes.length);
  result.afterBadStrokes = bob.strokes[0];

  result.refused = [];
  for (const board of [undefined, "", "Tea", "tea:", "x".repeat(21), ann.socket.id, "board:tea"]) result.refused.push(await refusal({ board }));
  result.refusedObject = Boolean(await refusal({ board: { a: 1 } }));
  return result;
});
