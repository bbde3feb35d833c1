// The exchanges that are compared: what clients do all day. Each gets a transcript to speak through.
import { Gone } from "./raw.mjs";

export const exchanges = new Map();

export function exchange(name, run) {
  if (exchanges.has(name)) throw new Error("twice: " + name);
  exchanges.set(name, run);
}

/** Once over each transport. */
function both(name, run) {
  for (const transport of ["polling", "websocket"]) exchange(`${name}, ${transport}`, (t) => run(t, transport));
}

/** An event, and what comes back. */
function echo(name, ...packets) {
  exchange(name, async (t) => {
    const socket = await t.connected("websocket");
    await socket.send(...packets);
    await socket.receive(packets.length);
  });
}

/** Notes why the server says that the client left, who gave this tag in its auth. */
async function noteReason(t) {
  const tag = t.tag;
  const witness = await t.connected("websocket");
  let reason = "null";
  for (const end = Date.now() + 60_000; reason === "null" && Date.now() < end; ) {
    await witness.write(`421["reason-of","${tag}"]`);
    reason = (await witness.message()).slice(4, -1);
    if (reason === "null") await new Promise((resolve) => setTimeout(resolve, 50));
  }
  witness.lane.push("the server's reason: " + reason);
}

/** A session whose end the server remembers the reason of. */
let tags = 0;
function tagged(t, transport) {
  t.tag = "t" + ++tags;
  return t.connected(transport, "/", JSON.stringify({ tag: t.tag }));
}

// handshakes
exchange("handshake over polling", (t) => t.polling({ quiet: false }));
exchange("handshake over polling, as HTTP", (t) => t.request("GET", "/socket.io/?EIO=4&transport=polling"));
exchange("handshake over WebSocket", (t) => t.websocket({ quiet: false }));
exchange("handshake with a cache buster", (t) => t.request("GET", "/socket.io/?EIO=4&transport=polling&t=abc.0"));
exchange("handshake without the slash", (t) => t.request("GET", "/socket.io?EIO=4&transport=polling"));
exchange("handshake by HTTP 1.0", (t) => t.request("GET", "/socket.io/?EIO=4&transport=polling", { version: "1.0" }));
exchange("handshake offering compression of messages", (t) =>
  t.websocket({ quiet: false, headers: { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" } }));
exchange("handshake offering subprotocols", (t) => t.websocket({ quiet: false, headers: { "Sec-WebSocket-Protocol": "one, two" } }));
exchange("handshake as HTTP, compressed", (t) =>
  t.request("GET", "/socket.io/?EIO=4&transport=polling", { headers: { "Accept-Encoding": "gzip" } }));
exchange("handshake of the same origin", async (t) => {
  const origin = { Origin: `http://127.0.0.1:${t.port}` };
  await t.request("GET", "/socket.io/?EIO=4&transport=polling", { headers: origin });
  await t.websocket({ quiet: false, headers: origin });
});
both("what the server knows of a handshake", async (t, transport) => {
  const session = await t[transport]({ query: "&x=a%20b", headers: { Accept: "x/y" } });
  await session.join();
  await session.send('427["handshake"]');
  await session.receive();
});

// HTTP as it is
exchange("one POST and one GET, as HTTP", async (t) => {
  const session = await t.polling();
  await session.request("POST", { body: "40", headers: { "Content-Type": "text/plain;charset=UTF-8" } });
  await session.request("GET");
});
exchange("several packets in one POST and in one GET", async (t) => {
  const session = await t.connected("polling");
  await session.request("POST", { body: '420["echo",1]\x1e421["echo",2]\x1e422["echo",3]' });
  await session.request("GET");
});
exchange("a large answer, compressed", async (t) => {
  const session = await t.connected("polling");
  await session.write('420["echo","' + "x".repeat(5000) + '"]');
  const lane = session.lane;
  const answer = await t.exchange("GET", session.target, { headers: { "Accept-Encoding": "gzip" } });
  lane.push(`< ${answer.status} content-encoding: ${answer.headers["content-encoding"]}`);
});
for (const file of ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js", "socket.io.js.map", "nothing.js"]) {
  exchange("client file " + file, (t) => t.request("GET", "/socket.io/" + file));
}
exchange("client file, not modified", async (t) => {
  const answer = await t.request("GET", "/socket.io/socket.io.js");
  await t.request("GET", "/socket.io/socket.io.js", { headers: { "If-None-Match": answer.headers.etag } });
});

// namespaces
both("connect", async (t, transport) => {
  const session = await t[transport]();
  await session.send("40");
  await session.receive();
});
both("connect with an auth payload", async (t, transport) => {
  const session = await t[transport]();
  await session.send('40{"token":"abc","n":[1,{"x":null}]}');
  await session.receive();
  await session.send('421["auth"]');
  await session.receive();
});
both("connect to two namespaces and use both", async (t, transport) => {
  const session = await t[transport]();
  await session.send("40");
  await session.receive();
  await session.send("40/custom,");
  await session.receive();
  await session.send('421["echo","main"]', '42/custom,1["echo","custom"]', '42/custom,["echo","event"]');
  await session.receive(3);
});
both("connect to an unknown namespace", async (t, transport) => {
  const session = await t[transport]();
  await session.send("40/unknown,");
  await session.receive();
  await session.send("40/custom,");
  await session.receive();
});
exchange("connect to a namespace with a query", async (t) => {
  const session = await t.websocket();
  await session.send("40/custom?token=abc,");
  await session.receive();
});
exchange("connect without the comma", async (t) => {
  const session = await t.websocket();
  await session.send("40/custom");
  await session.receive();
});

// middlewares
for (const [how, auth] of [["with a message", '{"refuse":"message"}'], ["with data", '{"refuse":"data"}'], ["with a text as data", '{"refuse":"text"}'],
  ["without a message", '{"refuse":"nothing"}'], ["later", '{"refuse":"later"}'], ["by the second one", '{"second":1}'],
  ["by the first of two", '{"second":1,"refuse":"message"}']]) {
  both(`a middleware refuses the client ${how}`, async (t, transport) => {
    const session = await t.connected(transport);
    await session.send("40/guarded," + auth);
    await session.receive();
    await session.provoke();
  });
}
both("a client that was refused connects with better auth", async (t, transport) => {
  const session = await t[transport]();
  await session.send('40/guarded,{"refuse":"message"}');
  await session.receive();
  await session.send("40/guarded,");
  await session.receive();
  await session.send('42/guarded,7["name"]');
  await session.receive();
});
exchange("an event to a namespace that refused the client", async (t) => {
  const session = await t.connected("websocket");
  await session.send('40/guarded,{"refuse":"data"}');
  await session.receive();
  await session.provoke('42/guarded,["echo","x"]');
});
exchange("a namespace is left that refused the client", async (t) => {
  const session = await t.connected("websocket");
  await session.send('40/guarded,{"refuse":"message"}');
  await session.receive();
  await session.provoke("41/guarded,");
});
exchange("the connection ends while a middleware thinks", async (t) => {
  const session = await t.connected("polling");
  await session.send('40/guarded,{"refuse":"never"}', "1");
  await session.receive();
});
both("a middleware of events refuses one", async (t, transport) => {
  const session = await t.connected(transport, "/guarded");
  await session.send('42/guarded,["forbidden","x"]');
  await session.receive();
  await session.send('42/guarded,["echo","still served"]');
  await session.receive();
});
exchange("a middleware of events refuses one that asks for an acknowledgement", async (t) => {
  const session = await t.connected("websocket", "/guarded");
  await session.send('42/guarded,5["forbidden","x"]', '42/guarded,6["echo","still served"]');
  await session.receive(2);
});
exchange("a middleware of events refuses one that nobody handles", async (t) => {
  const session = await t.connected("websocket", "/guarded");
  await session.send('42/guarded,["forbidden too"]');
  await session.receive();
});
exchange("a middleware of events refuses a binary one", async (t) => {
  const session = await t.connected("websocket", "/guarded");
  await session.send('451-/guarded,["forbidden",{"_placeholder":true,"num":0}]', Buffer.from([1]));
  await session.receive();
});

// dynamic namespaces
both("a namespace by a pattern", async (t, transport) => {
  const session = await t[transport]();
  await session.send("40/dynamic-1,");
  await session.receive();
  await session.send('42/dynamic-1,3["name"]');
  await session.receive();
});
exchange("names that do not quite fit the pattern", async (t) => {
  const session = await t.connected("websocket");
  for (const name of ["/dynamic-", "/dynamic-x", "/dynamic-1x", "/dynamic-1/2", "/Dynamic-1", "//dynamic-1", "x/dynamic-1"]) {
    await session.send(`40${name},`);
    await session.receive();
  }
});
exchange("a middleware of a pattern refuses the client", async (t) => {
  const session = await t.connected("websocket");
  await session.send('40/dynamic-2,{"refuse":"data"}');
  await session.receive();
  await session.send("40/dynamic-2,");
  await session.receive();
});
both("a namespace by a function that is asked", async (t, transport) => {
  const session = await t[transport]();
  await session.send(`40/for-${transport},{"token":"wrong"}`);
  await session.receive();
  await session.send(`40/for-${transport},`);
  await session.receive();
  await session.send(`40/for-${transport},{"token":"abc"}`);
  await session.receive();
  await session.send(`42/for-${transport},3["name"]`);
  await session.receive();
});
exchange("a namespace that a function let in is there for all", async (t) => {
  await t.connected("websocket", "/for-all", '{"token":"abc"}');
  const second = await t.connected("websocket");
  await second.send("40/for-all,");
  await second.receive();
  await second.provoke();
});
exchange("an event to all of a pattern reaches its other namespaces too", async (t) => {
  const one = await t.connected("websocket", "/all-1");
  const other = await t.connected("websocket", "/all-2");
  await one.send('42/all-1,["to-all","hello"]');
  await Promise.all([one.receive(), other.receive()]);
});

// events
both("an event of all kinds of JSON", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('42["echo","text",1,-1.5,true,false,null,{"a":[{}]},[],"ünï €😀"]');
  await session.receive();
});
both("an event without arguments", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('42["echo"]');
  await session.receive();
});
echo("white space", '42[ "echo" ,\t{ "a" : [ 1 , 2 ] }\n]');
echo("numbers", '42["echo",0,-0,1.0,0.1,1e3,1e21,1E-7,123456789012345678901234567890,9007199254740993,1.7976931348623157e308]');
echo("a number beyond all", '42["echo",1e400]');
echo("escapes", String.raw`42["echo","\" \\ \/ \b\f\n\r\t \u0041 \u00e9 \ud83d\ude00 \u2028 \u0000 \u007f"]`);
echo("a lone surrogate", String.raw`42["echo","\ud800"]`);
echo("keys of objects", '42["echo",{"b":1,"a":2,"":3,"constructor":4,"toString":5}]');
echo("keys of objects that are numbers", '42["echo",{"b":1,"10":2,"9":3}]');
echo("keys of objects given twice", '42["echo",{"a":1,"a":2}]');
echo("the key __proto__", '42["echo",{"__proto__":{"x":1}}]');
exchange("an event whose name is a number", async (t) => (await t.connected("websocket")).provoke('42[5,"x"]'));
exchange("an event that nobody handles", async (t) => (await t.connected("websocket")).provoke('42["nobody","x"]'));
exchange("an event that nobody handles, with an ack", async (t) => (await t.connected("websocket")).provoke('421["nobody","x"]'));
both("a burst of events", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('42["burst",20]');
  await session.receive(20);
});
both("a large event", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('42["echo","' + "0123456789".repeat(5000) + '"]');
  await session.receive();
});

// acknowledgements
both("an acknowledgement by the server", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('420["echo","a",{"b":2}]', '429007199254740991["echo"]');
  await session.receive(2);
});
both("an acknowledgement by the client", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('42["ask","why?"]');
  await session.answer("43", await session.asked(), '["because",{"of":[1]}]');
  await session.receive();
});
exchange("an acknowledgement twice, and one for nothing", async (t) => {
  const session = await t.connected("websocket");
  await session.send('42["ask","why?"]');
  const id = await session.asked();
  await session.answer("43", id, '["first"]');
  await session.answer("43", id, '["second"]');
  await session.provoke('43999["for nothing"]');
});
exchange("an acknowledgement that comes too late", async (t) => {
  const session = await t.connected("websocket");
  await session.send('42["ask-briefly"]');
  const id = await session.asked();
  await session.receive();
  await session.answer("43", id, '["late"]');
  await session.provoke();
});

// binary
both("a binary event", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('451-["echo",{"_placeholder":true,"num":0}]', Buffer.from([0, 1, 0x1e, 255]));
  await session.receive(2);
});
both("a binary event with nested attachments in another order", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('453-["echo",{"x":[{"_placeholder":true,"num":2}],"y":{"_placeholder":true,"num":0}},{"_placeholder":true,"num":1}]',
    Buffer.from([1]), Buffer.alloc(0), Buffer.from([2]));
  await session.receive(4);
});
both("a binary event to a namespace, with an ack", async (t, transport) => {
  const session = await t.connected(transport, "/custom");
  await session.send('451-/custom,12["echo",{"_placeholder":true,"num":0}]', Buffer.from([9]));
  await session.receive(2);
});
both("a binary acknowledgement by the client", async (t, transport) => {
  const session = await t.connected(transport);
  await session.send('451-["ask",{"_placeholder":true,"num":0}]', Buffer.from([7]));
  const id = await session.asked();
  await session.receive();
  await session.answer("461-", id, '["x",{"_placeholder":true,"num":0}]');
  await session.send(Buffer.from([8]));
  await session.receive(2);
});
exchange("binary as text over WebSocket", async (t) => {
  const session = await t.connected("websocket");
  await session.send('451-["echo",{"_placeholder":true,"num":0}]', "bAQID");
  await session.receive(2);
});
exchange("binary for a client that asked for base64", async (t) => {
  const session = await t.websocket({ query: "&b64=1" });
  await session.join();
  await session.send('451-["echo",{"_placeholder":true,"num":0}]', "bAQID");
  await session.receive(2);
});

// upgrade
exchange("upgrade", async (t) => {
  const session = await t.connected("polling");
  const waiting = session.request("GET");
  const socket = await t.websocket({ sid: session.sid });
  await socket.send("2probe");
  await socket.receive();
  await waiting;
  await socket.send("5", '42["echo","over WebSocket"]');
  await socket.receive();
  await session.request("GET");
  await session.request("POST", { body: "6" });
  await socket.provoke();
});
exchange("upgrade with a packet that nobody has fetched", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  await socket.send("2probe");
  await socket.receive();
  await session.request("GET"); // a noop, by which the client knows that it may go over
  await session.request("POST", { body: '420["echo","fetched by whom?"]' });
  await socket.send("5");
  await socket.receive();
});
exchange("upgrade that breaks off", async (t) => {
  const session = await t.connected("polling");
  const socket = await t.websocket({ sid: session.sid });
  await socket.send("2probe");
  await socket.receive();
  socket.cut();
  await session.provoke();
});

// heartbeat
exchange("heartbeat, websocket", async (t) => {
  const session = await t.connected("websocket");
  session.answersPings = false;
  await session.receive();
  await session.send("3");
  await session.receive();
  await session.send("3");
  session.answersPings = true;
  await session.provoke();
});
both("no answer to the heartbeat", async (t, transport) => {
  const session = await tagged(t, transport);
  session.answersPings = false;
  await session.receive(2);
  await noteReason(t);
});

// ends
both("the client leaves a namespace and comes back", async (t, transport) => {
  const session = await tagged(t, transport);
  await session.send("41");
  await noteReason(t);
  await session.send("40");
  await session.receive();
  await session.provoke();
});
both("the client leaves one of two namespaces", async (t, transport) => {
  const session = await t.connected(transport);
  await session.join("/custom");
  await session.send("41/custom,");
  await session.provoke('421["echo","still there"]');
});
exchange("the client closes its WebSocket", async (t) => {
  const session = await tagged(t, "websocket");
  session.frame({ opcode: 8, payload: Buffer.from([3, 232]) });
  await session.receive();
  await noteReason(t);
});
exchange("the client's connection is cut", async (t) => {
  const session = await tagged(t, "websocket");
  session.wire.cut();
  await noteReason(t);
});
exchange("the client's connection is reset", async (t) => {
  const session = await tagged(t, "websocket");
  session.wire.reset();
  await noteReason(t);
});
exchange("the client sends a close packet, polling", async (t) => {
  const session = await tagged(t, "polling");
  await session.send("1");
  await session.receive();
  await noteReason(t);
});
exchange("the client sends a close packet, websocket", async (t) => {
  const session = await t.connected("websocket");
  await session.provoke("1");
});
exchange("the client sends a close packet while its poll waits", async (t) => {
  const session = await tagged(t, "polling");
  const waiting = session.request("GET");
  await settled(t, session);
  await session.send("1");
  await waiting;
  await session.request("GET");
  await noteReason(t);
});
both("the server disconnects the client from a namespace", async (t, transport) => {
  const session = await tagged(t, transport);
  await session.send('42["leave-me"]');
  await session.receive();
  await session.send("40/custom,");
  await session.receive();
  await noteReason(t);
});
both("the server closes the client's connection", async (t, transport) => {
  const session = await tagged(t, transport);
  await session.join("/custom");
  await session.send('42["close-me"]');
  await session.receive(3);
  await noteReason(t);
});
both("a client comes again after its connection was lost", async (t, transport) => {
  const first = await tagged(t, transport);
  await first.send('421["join","comes again"]');
  await first.receive();
  if (transport === "polling") await first.send("1");
  else first.cut();
  await noteReason(t);
  const second = await t[transport]();
  await second.join();
  await second.send('421["rooms"]');
  await second.receive();
});

/** Waits until the server has the request of a waiting poll, which no answer shows: until it has served a later one. */
export async function settled(t, session) {
  for (let i = 0; i < 3; i++) await t.exchange("POST", session.target, { body: "6" });
}

// rooms
async function members(t, namespace, ...rooms) {
  const prefix = namespace === "/" ? "" : namespace + ",";
  return Promise.all(rooms.map(async (list, i) => {
    const session = await t.connected(i % 2 ? "polling" : "websocket", namespace);
    for (const room of list) {
      await session.write(`42${prefix}1["join","${room}"]`);
      if ((await session.message()) !== `43${prefix}1[]`) throw new Error("not joined");
    }
    return session;
  }));
}
exchange("rooms of a socket", async (t) => {
  const session = await t.connected("websocket");
  await session.send('421["join","b"]', '422["join","a"]', '423["join","a"]', '424["rooms"]', '425["leave","b"]', '426["rooms"]', '427["leave","none"]');
  await session.receive(7);
});
exchange("an event to a room", async (t) => {
  const [a, b, c] = await members(t, "/", ["r1"], ["r1"], []);
  await c.send('42["to-room","r1","hello"]');
  await Promise.all([a.receive(), b.receive()]);
  await c.provoke();
});
exchange("an event to the others in a room", async (t) => {
  const [a, b] = await members(t, "/", ["r2"], ["r2"]);
  await a.send('42["to-others","r2","hello"]');
  await b.receive();
  await a.provoke();
});
exchange("an event to two rooms reaches a socket in both once, and none that is excepted", async (t) => {
  const [a, b, c, d] = await members(t, "/", ["r3", "r4"], ["r4"], ["r3", "muted"], []);
  await d.send('42["to-rooms",["r3","r4"],["muted"],"hello"]');
  await Promise.all([a.receive(), b.receive()]);
  await Promise.all([a.provoke(), b.provoke(), c.provoke()]);
});
exchange("an event to a room that was left", async (t) => {
  const [a, b] = await members(t, "/", ["r5"], []);
  await a.send('421["leave","r5"]');
  await a.receive();
  await b.send('42["to-room","r5","hello"]');
  await b.provoke();
  await a.provoke();
});
exchange("an event to a socket's id", async (t) => {
  const [a, b] = await members(t, "/", [], []);
  await b.send(`42["to-room","${a.id}","hello"]`);
  await a.receive();
  await b.provoke();
});
exchange("an event to all of a namespace", async (t) => {
  const [a, b] = await members(t, "/all", [], []);
  const [c] = await members(t, "/", []);
  await a.send('42/all,["to-all",{"x":1}]');
  await Promise.all([a.receive(), b.receive()]);
  await c.provoke();
});
exchange("a volatile event, websocket", async (t) => {
  const session = await t.connected("websocket");
  await session.provoke('42["volatile","now"]');
});
exchange("a volatile event to a client between two polls", async (t) => {
  const session = await t.connected("polling");
  await session.provoke('42["volatile","now"]');
});
exchange("a binary event to a room", async (t) => {
  const [a, b] = await members(t, "/", ["r6"], ["r6"]);
  await a.send('451-["to-room","r6",{"_placeholder":true,"num":0}]', Buffer.from([1, 2]));
  await Promise.all([a.receive(2), b.receive(2)]);
});

export { noteReason, tagged, Gone };
