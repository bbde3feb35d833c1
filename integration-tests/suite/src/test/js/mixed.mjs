// One connection carries the requests of two sessions that live in different workers.
// node mixed.mjs URL PROTOCOL [CERTIFICATE], with h1 or h2 for PROTOCOL
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { args, main, url, within } from "./clients.mjs";

const HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
const [protocol, certificate] = args;
const tls = certificate && { ca: readFileSync(certificate) };

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}

/** Keep-alive, and never a second socket. */
function http1() {
  const module = tls ? https : http;
  const agent = new module.Agent({ keepAlive: true, maxSockets: 1, ...tls });
  let requests = 0;
  const ask = (method, path, body) =>
    within(60_000, "answer to " + path, (resolve, reject) => {
      const outgoing = module.request(url + path, { method, agent });
      outgoing.on("error", reject);
      outgoing.on("response", async (response) => {
        assert.equal(outgoing.reusedSocket, requests++ > 0);
        resolve({ status: response.statusCode, text: await textOf(response) });
      });
      outgoing.end(body);
    });
  return { ask, close: () => agent.destroy(), protocol: "h1" };
}

/** Over TLS negotiated (ALPN), in clear by prior knowledge. */
async function http2Connection() {
  const session = http2.connect(url, tls);
  await within(60_000, "connection", (resolve, reject) => session.once("connect", resolve).once("error", reject));
  const ask = (method, path, body) =>
    within(60_000, "answer to " + path, (resolve, reject) => {
      const stream = session.request({ ":method": method, ":path": path });
      stream.on("error", reject);
      stream.on("response", async (headers) => resolve({ status: headers[":status"], text: await textOf(stream) }));
      stream.end(body);
    });
  return { ask, close: () => session.close(), protocol: session.alpnProtocol };
}

const connect = protocol === "h2" ? http2Connection : http1;

async function handshake(connection) {
  const { status, text } = await connection.ask("GET", HANDSHAKE);
  assert.equal(status, 200, text);
  return JSON.parse(text.slice(1)).sid;
}

main(async () => {
  const connection = await connect();
  const sids = [await handshake(connection)];
  // the sid begins with its worker's name
  while (sids.length < 2) {
    const other = await connect();
    const sid = await handshake(other);
    if (sid.slice(0, 2) !== sids[0].slice(0, 2)) sids.push(sid);
    other.close();
  }
  const post = async (sid, body) =>
    assert.deepEqual(await connection.ask("POST", HANDSHAKE + "&sid=" + sid, body), { status: 200, text: "ok" });
  const poll = async (sid) => {
    const { status, text } = await connection.ask("GET", HANDSHAKE + "&sid=" + sid);
    assert.equal(status, 200, text);
    return text;
  };
  for (const sid of sids) {
    await post(sid, "40");
    assert.match(await poll(sid), /^40\{"sid"/);
  }
  for (let i = 0; i < 50; i++) {
    for (const sid of sids) {
      await post(sid, '42["echo","' + sid + " " + i + '"]');
      assert.equal(await poll(sid), '42["echo-back","' + sid + " " + i + '"]');
    }
  }
  const large = "x".repeat(900_000);
  for (const sid of sids) {
    await post(sid, '42["echo","' + large + '"]');
    assert.equal(await poll(sid), '42["echo-back","' + large + '"]');
  }
  // both wait at once, where the protocol lets them
  if (protocol === "h2") {
    const polls = sids.map(poll);
    for (const sid of sids.toReversed()) await post(sid, '42["echo","' + sid + '"]');
    assert.deepEqual(await Promise.all(polls), sids.map((sid) => '42["echo-back","' + sid + '"]'));
  }
  connection.close();
  return { protocol: connection.protocol };
});
