// The exchanges with what no client should send. Importing this adds them to the others.
import { exchange, noteReason, settled, tagged } from "./exchanges.mjs";
import { Gone } from "./raw.mjs";

const HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const MAX_PAYLOAD = 100_000;

/** Packets of a connected client over WebSocket, the answer, and the server's reason if that was the end. */
function packets(name, ...sent) {
  exchange(name, async (t) => {
    const session = await tagged(t, "websocket");
    await session.provoke(...sent);
    if (session.lane.at(-1).includes("closed")) await noteReason(t);
  });
}

/** The same over polling, in one POST. */
function post(name, body, headers = { "Content-Type": "text/plain;charset=UTF-8" }, more = {}) {
  exchange(name, async (t) => {
    const session = await tagged(t, "polling");
    session.lane.quiet = body.length > 200;
    await session.request("POST", { body, headers, ...more });
    await session.provoke();
    if (!session.lane.at(-1).includes("served")) await noteReason(t);
  });
}

/** Bytes of a connected client's WebSocket. */
function frames(name, send, connect = true) {
  exchange(name, async (t) => {
    const session = connect ? await tagged(t, "websocket") : await t.websocket();
    await send(session);
    await session.provoke();
    if (connect && session.lane.at(-1).includes("closed")) await noteReason(t);
  });
}

/** One HTTP request without a session. */
function http(name, method, target, options) {
  exchange(name, (t) => t.request(method, target, options));
}

// requests
http("no transport", "GET", "/socket.io/?EIO=4");
http("an unknown transport", "GET", "/socket.io/?EIO=4&transport=tube");
for (const transport of ["__proto__", "constructor", "webtransport"]) {
  http(`transport ${transport}`, "GET", `/socket.io/?EIO=4&transport=${transport}`);
  http(`transport ${transport}, upgrade`, "GET", `/socket.io/?EIO=4&transport=${transport}`, { headers: UPGRADE });
}
http("transport websocket without an upgrade", "GET", "/socket.io/?EIO=4&transport=websocket");
http("transport polling with an upgrade", "GET", HANDSHAKE, { headers: UPGRADE });
http("no EIO", "GET", "/socket.io/?transport=polling");
for (const version of ["3", "5", "abc"]) http(`EIO ${version}`, "GET", `/socket.io/?EIO=${version}&transport=polling`);
http("an unknown sid", "GET", HANDSHAKE + "&sid=abc");
http("an unknown sid, POST", "POST", HANDSHAKE + "&sid=abc", { body: "40" });
http("an unknown sid, upgrade", "GET", "/socket.io/?EIO=4&transport=websocket&sid=abc", { headers: UPGRADE });
http("a sid of 5,000 characters", "GET", `${HANDSHAKE}&sid=${"x".repeat(5000)}`);
http("an empty sid", "GET", HANDSHAKE + "&sid=");
http("sid __proto__", "GET", HANDSHAKE + "&sid=__proto__");
http("a broken query", "GET", HANDSHAKE + "&x=%zz");
for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
  http(`${method} without a session`, method, HANDSHAKE, method === "POST" || method === "PUT" ? { body: "40" } : {});
}
for (const method of ["PUT", "DELETE", "OPTIONS", "HEAD"]) {
  exchange(`${method} with a session`, async (t) => {
    const session = await t.connected("polling");
    await session.request(method, method === "PUT" ? { body: "40" } : {});
    await session.provoke();
  });
}
http("another path", "GET", "/elsewhere/?EIO=4&transport=polling");
http("another path, upgrade", "GET", "/elsewhere/?EIO=4&transport=websocket", { headers: UPGRADE });
http("a path below", "GET", "/socket.io/below?EIO=4&transport=polling");
http("a foreign origin", "GET", HANDSHAKE, { headers: { Origin: "https://evil.example" } });
http("a foreign origin, upgrade", "GET", "/socket.io/?EIO=4&transport=websocket", { headers: { ...UPGRADE, Origin: "https://evil.example" } });
http("a foreign origin asks before", "OPTIONS", HANDSHAKE, {
  headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
});
http("an upgrade without a key", "GET", "/socket.io/?EIO=4&transport=websocket", { headers: { ...UPGRADE, "Sec-WebSocket-Key": undefined } });
http("an upgrade of another version", "GET", "/socket.io/?EIO=4&transport=websocket", { headers: { ...UPGRADE, "Sec-WebSocket-Version": "99" } });
http("an upgrade to something else", "GET", "/socket.io/?EIO=4&transport=websocket", { headers: { ...UPGRADE, Upgrade: "something" } });
for (const extension of ["constructor", "__proto__", "a;;b=,"]) {
  http(`Sec-WebSocket-Extensions ${extension}`, "GET", "/socket.io/?EIO=4&transport=websocket", { headers: { ...UPGRADE, "Sec-WebSocket-Extensions": extension } });
}
http("Sec-WebSocket-Protocol of many spaces", "GET", "/socket.io/?EIO=4&transport=websocket", {
  headers: { ...UPGRADE, "Sec-WebSocket-Protocol": `a${" ".repeat(4000)}b` },
});
http("3,000 header fields", "GET", HANDSHAKE, { headers: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x${i}`, "y"])) });
http("a header field of 20,000 characters", "GET", HANDSHAKE, { headers: { x: "y".repeat(20_000) } });
exchange("polling of a WebSocket's session", async (t) => {
  const session = await t.connected("websocket");
  await t.request("GET", `${HANDSHAKE}&sid=${session.sid}`);
  await t.request("POST", `${HANDSHAKE}&sid=${session.sid}`, { body: "6" });
  await session.provoke();
});
exchange("an upgrade of a WebSocket's session", async (t) => {
  const session = await t.connected("websocket");
  const second = await t.websocket({ sid: session.sid });
  await second.receive();
  await session.provoke();
});
exchange("an upgrade that is refused, and then a reset", async (t) => {
  try {
    const socket = await t.websocket({ sid: "none" });
    socket.wire.reset();
  } catch (e) {
    if (!(e instanceof Gone)) throw e;
  }
  await (await t.connected("websocket")).provoke();
});
exchange("a sid given twice", async (t) => {
  const session = await t.connected("polling");
  await t.request("GET", `${session.target}&sid=abc`);
  await session.provoke();
});

// polling
exchange("two polls at once", async (t) => {
  const session = await tagged(t, "polling");
  const first = session.request("GET", { lane: t.lane() });
  await settled(t, session);
  await session.request("GET", { lane: t.lane() });
  await first;
  await session.provoke();
  await noteReason(t);
});
exchange("two POSTs at once", async (t) => {
  const session = await tagged(t, "polling");
  const { default: net } = await import("node:net");
  const slow = net.connect(t.port, "127.0.0.1");
  slow.on("error", () => {});
  slow.write(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n4`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await session.request("POST", { body: "6" });
  slow.destroy();
  await session.provoke();
  await noteReason(t);
});
exchange("a poll that is broken off", async (t) => {
  const session = await tagged(t, "polling");
  const poll = session.packet().catch(() => {});
  await settled(t, session);
  session.poll.cut();
  await poll;
  await noteReason(t);
  await session.request("GET");
});
post("an empty POST", "");
post("a POST of separators", "\x1e\x1e");
post("a POST of octets", "40", { "Content-Type": "application/octet-stream" });
post("a POST that is too large", "4" + "x".repeat(MAX_PAYLOAD));
post("a POST that is too large, in chunks", "4" + "x".repeat(MAX_PAYLOAD), {}, { chunked: true });
post("a POST of the largest size", '42["none","' + "x".repeat(MAX_PAYLOAD - 13) + '"]');
post("a POST of 20,000 packets", "6" + "\x1e6".repeat(19_999));
post("bad base64", '451-["echo",{"_placeholder":true,"num":0}]\x1eb?*&');
post("a packet of no type", "x");
post("a packet of type 9", "9");
post("a good packet and a bad one", '420["echo",1]\x1ex');
post("an open packet", "0{}");
post("a ping", "2");
post("a pong", "3");

// WebSocket
frames("a frame with reserved bits", (session) => session.frame({ opcode: 1, payload: Buffer.from("2"), rsv: 3 }));
frames("a frame with reserved bits, not connected", (session) => session.frame({ opcode: 1, payload: Buffer.from("2"), rsv: 3 }), false);
frames("a frame that is not masked", (session) => session.frame({ opcode: 1, payload: Buffer.from("6"), masked: false }));
frames("a frame of an unknown kind", (session) => session.frame({ opcode: 3, payload: Buffer.from("x") }));
frames("a frame that says it has 256 MB", (session) => session.frame({ opcode: 1, length: 256_000_000, payload: Buffer.from("x") }));
frames("a frame that says it has a byte too many", (session) => session.frame({ opcode: 1, length: MAX_PAYLOAD + 1, payload: Buffer.from("x") }));
frames("a message that is too large in its second frame", (session) => {
  session.frame({ opcode: 1, payload: Buffer.alloc(60_000, "4"), fin: false });
  session.frame({ opcode: 0, payload: Buffer.alloc(60_000, "4") });
});
frames("a message in three frames", (session) => {
  session.frame({ opcode: 1, payload: Buffer.from('42["ec'), fin: false });
  session.frame({ opcode: 0, payload: Buffer.from('ho",'), fin: false });
  session.frame({ opcode: 0, payload: Buffer.from("1]") });
});
frames("a message in 5,000 frames", (session) => {
  session.frame({ opcode: 1, payload: Buffer.from("4"), fin: false });
  for (let i = 0; i < 5000; i++) session.frame({ opcode: 0, payload: Buffer.from(" "), fin: false });
  session.frame({ opcode: 0, payload: Buffer.from("x") });
});
frames("a frame that goes on with nothing", (session) => session.frame({ opcode: 0, payload: Buffer.from("x") }));
frames("a message within a message", (session) => {
  session.frame({ opcode: 1, payload: Buffer.from("4"), fin: false });
  session.frame({ opcode: 1, payload: Buffer.from("6") });
});
frames("text that is not UTF-8", (session) => session.frame({ opcode: 1, payload: Buffer.from([0x34, 0x32, 0xff, 0xfe]) }));
frames("a ping frame", (session) => session.frame({ opcode: 9, payload: Buffer.from("hi") }));
frames("a pong frame", (session) => session.frame({ opcode: 10, payload: Buffer.from("hi") }));
frames("a ping frame that is too long", (session) => session.frame({ opcode: 9, payload: Buffer.alloc(126) }));
frames("a close frame without a code", (session) => session.frame({ opcode: 8 }));
frames("a close frame of one byte", (session) => session.frame({ opcode: 8, payload: Buffer.from([3]) }));
frames("a close frame with a code that nobody may send", (session) => session.frame({ opcode: 8, payload: Buffer.from([3, 237]) }));
frames("bytes that are no frame", (session) => session.wire.write("test"));
exchange("bytes that are no frame, instead of an upgrade's probe", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  socket.wire.write("test");
  await socket.receive();
  await session.provoke();
});

// Engine.IO
for (const [name, packet] of [["an empty message", ""], ["a packet of no type", "x"], ["a packet of type 9", "9"],
  ["a ping of the client", "2"], ["an unasked pong", "3"], ["a noop", "6"], ["an open packet", "0{}"], ["an upgrade packet", "5"]]) {
  packets(`${name}, over WebSocket`, packet);
}
packets("bad base64, over WebSocket", '451-["echo",{"_placeholder":true,"num":0}]', "b?*&");
exchange("an upgrade without a probe", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  await socket.provoke("5");
  await session.provoke();
});
exchange("a message instead of a probe", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  await socket.send('42["echo"]');
  await socket.receive();
  await session.provoke();
});
exchange("a probe and then silence", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  await socket.send("2probe");
  await socket.receive(2);
  await session.provoke();
});
exchange("two upgrades at once", async (t) => {
  const session = await t.connected("polling");
  const first = await t.websocket({ sid: session.sid });
  await first.send("2probe");
  await first.receive();
  const second = await t.websocket({ sid: session.sid });
  await second.receive();
  await first.send("5");
  await first.provoke();
});

// Socket.IO
exchange("a client that joins no namespace", async (t) => {
  const session = await t.websocket();
  await session.receive();
});
exchange("a client that joins no namespace, polling", async (t) => {
  const session = await t.polling();
  await session.receive();
});
for (const [name, packet] of [["an event before CONNECT", '42["echo"]'], ["DISCONNECT before CONNECT", "41"], ["an ack before CONNECT", '430["x"]'],
  ["CONNECT_ERROR before CONNECT", '44{"message":"x"}']]) {
  exchange(name, async (t) => {
    const session = await t.websocket();
    await session.send(packet);
    await session.receive();
  });
}
packets("CONNECT twice", "40");
packets("CONNECT_ERROR of the client", '44{"message":"x"}');
packets("an event to a namespace that was not joined", '42/custom,["echo"]');
packets("DISCONNECT of a namespace that was not joined", "41/custom,");
for (const bad of ['442["some","data"', '40/admin,"invalid"', "40[]", "40null", "40true", "41{}", "41/admin,{}", '42/admin,"invalid', "42/admin,{}",
  "4999", "47", "45", "451", "45a-", "451.23-", "42", "43", "42/admin", "42[]", "42{}", "42[5]", '42[{"toString":"foo"}]', '42[true,"foo"]',
  '42[null,"bar"]', '42["connect"]', '42["connect_error"]', '42["disconnect","123"]', '42["disconnecting"]', '42["newListener"]', '42["removeListener"]',
  '42["error","x"]', '42["echo"]x', '42["echo",]', "42['echo']", '42["echo",NaN]', '42["echo",01]', '42 1["echo"]', '42-1["echo"]', '421.5["echo"]',
  '42/,["echo"]', "4/", "43[]", "430", '430"x"', "430{}", '450-["echo",1]', '450["echo"]', '4511-["echo"]', '45-1-["echo"]', '45999999-["echo"]']) {
  packets(`the packet ${bad}`, bad);
}
packets("an ack id of 400 digits", `42${"9".repeat(400)}["echo"]`);
packets("an ack id of 2^53", '429007199254740992["echo"]');
packets("an attachment count of 90,000 digits", "45" + "1".repeat(90_000));
packets("a namespace of 90,000 characters", "42/" + "x".repeat(90_000));
packets("an ack id of 90,000 digits", "42" + "1".repeat(90_000));
packets("an event name of 90,000 characters", `42["${"x".repeat(90_000)}"]`);
packets("JSON of 500 levels", '420["echo",' + "[".repeat(500) + "]".repeat(500) + "]");
packets("JSON of 40,000 levels", '42["nobody",' + "[".repeat(40_000) + "]".repeat(40_000) + "]");
packets("a number of 50,000 digits", `42["nobody",${"1".repeat(50_000)}]`);
packets("a NUL in a text", '420["echo","\0"]');
packets("binary without a header", Buffer.from([1, 2]));
packets("text where an attachment is due", '451-["echo",{"_placeholder":true,"num":0}]', '42["echo"]');
packets("no attachments, and then an event", '450-["none"]', '420["echo",1]');
packets("11 attachments", '4511-["none"' + ',{"_placeholder":true,"num":0}'.repeat(11) + "]", ...Array(11).fill(Buffer.from([1])));
for (const num of ['"splice"', "1", "-1", "1.5", "1e99", "null", "true"]) {
  packets(`an attachment of number ${num}`, `451-["none",{"_placeholder":true,"num":${num}}]`, Buffer.from([1]));
}
packets("an attachment that nobody refers to", '451-["echo"]', Buffer.from([1]));
packets("the same attachment twice", '451-["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]', Buffer.from([1]));
exchange("an auth payload of 20,000 characters", async (t) => {
  const session = await t.websocket();
  await session.send(`40/custom,{"token":"${"x".repeat(20_000)}"}`);
  await session.receive();
});
packets("a placeholder in a packet without attachments", '42["echo",{"_placeholder":true,"num":0}]');
packets("an attachment as the event's name", '451-[{"_placeholder":true,"num":0}]', Buffer.from([1]));
