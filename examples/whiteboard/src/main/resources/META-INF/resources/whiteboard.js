"use strict";

const $ = (id) => document.getElementById(id);
const canvas = $("canvas");
const context = canvas.getContext("2d");
context.lineWidth = 4;
context.lineCap = "round";

// The board is in the address, so that it can be shared as a link; it is sent with each connection.
$("board").value = new URLSearchParams(location.search).get("board") ?? "first";
const socket = io({ auth: { board: $("board").value } });

socket.on("connect", () => ($("state").textContent = "Connected"));
socket.on("connect_error", (error) => ($("state").textContent = error.message));
socket.on("disconnect", () => ($("state").textContent = "Reconnecting …"));
socket.on("stroke", draw);
socket.on("clear", clear);

/** Points are parts of the width and the height, as boards differ in size. */
function draw({ x1, y1, x2, y2, color }) {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(x1 * canvas.width, y1 * canvas.height);
  context.lineTo(x2 * canvas.width, y2 * canvas.height);
  context.stroke();
}

function clear() {
  context.clearRect(0, 0, canvas.width, canvas.height);
}

const part = (offset, size) => Math.min(1, Math.max(0, offset / size));
const point = (event) => [part(event.offsetX, canvas.clientWidth), part(event.offsetY, canvas.clientHeight)];
let last;

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  last = point(event);
});
canvas.addEventListener("pointerup", () => (last = undefined));
canvas.addEventListener("pointercancel", () => (last = undefined));
canvas.addEventListener("pointermove", (event) => {
  if (!last) return;
  const [[x1, y1], [x2, y2]] = [last, point(event)];
  const stroke = { x1, y1, x2, y2, color: $("color").value };
  last = [x2, y2];
  draw(stroke);
  socket.volatile.emit("stroke", stroke); // not kept for later while there is no connection
});

$("clear").addEventListener("click", () => {
  clear();
  socket.emit("clear");
});
