// Sessions that only poll, over a few connections that they share.
// node pollers.mjs URL SESSIONS EXCHANGES COOKIES, with true or false for COOKIES
import http from "node:http";
import { args, main, url, within } from "./clients.mjs";

const HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
const [sessions, exchanges, cookies] = args.map((arg) => JSON.parse(arg));
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const told = { requests: 0, failed: [], hosts: {} };

function ask(method, path, cookie, body) {
  told.requests++;
  return within(60_000, "answer to " + path, (resolve, reject) => {
    const outgoing = http.request(url + path, { method, agent, headers: cookie && cookies ? { cookie } : {} });
    outgoing.on("error", reject);
    outgoing.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      if (response.statusCode !== 200) told.failed.push(response.statusCode + " " + text);
      resolve({ text, headers: response.headers });
    });
    outgoing.end(body);
  });
}

async function expect(what, answer) {
  const { text } = await answer;
  if (!text.startsWith(what)) told.failed.push(text + " instead of " + what);
}

async function session() {
  const { text, headers } = await ask("GET", HANDSHAKE);
  const path = HANDSHAKE + "&sid=" + JSON.parse(text.slice(1)).sid;
  const cookie = headers["set-cookie"][0].split(";")[0];
  const host = cookie.split(/[=.]/)[1];
  told.hosts[host] = (told.hosts[host] ?? 0) + 1;
  await expect("ok", ask("POST", path, cookie, "40"));
  await expect("40{", ask("GET", path, cookie));
  for (let i = 0; i < exchanges; i++) {
    await expect("ok", ask("POST", path, cookie, '42["echo",' + i + "]"));
    await expect('42["echo-back",' + i + "]", ask("GET", path, cookie));
  }
}

main(async () => {
  let begun = 0;
  const several = async () => {
    while (begun++ < sessions) await session();
  };
  await Promise.all(Array.from({ length: 8 }, several));
  return { ...told, failed: told.failed.length, examples: told.failed.slice(0, 5) };
});
