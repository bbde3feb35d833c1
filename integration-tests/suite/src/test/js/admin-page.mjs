// The page of npm @socket.io/admin-ui in Chromium, and the chat with two workers that it shows.  node admin-page.mjs URL
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { launch, TIMEOUT } from "./chromium.mjs";
import { connected, eventually, main, once, open, url } from "./clients.mjs";

const FILES = path.join("node_modules", "@socket.io", "admin-ui", "ui", "dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml" };

/** Serves the page at an origin of its own. */
async function serve() {
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname === "/" ? "index.html" : path.normalize(pathname);
    try {
      const content = await fs.readFile(path.join(FILES, file));
      response.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream");
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}/`;
}

async function user(name, room) {
  const socket = open("websocket", "/chat", { auth: { name } });
  const someone = { name, socket };
  socket.on("workers", (status) => (someone.worker = status.self));
  await connected(socket);
  await eventually("the worker of " + name, () => someone.worker);
  assert.equal((await ask(someone, "enter", room)).refused, null);
  return someone;
}

const ask = (someone, event, argument) => someone.socket.timeout(TIMEOUT).emitWithAck(event, argument);

/** Whether the chat, which asks the server's socket, takes somebody for a member of a room. */
const isIn = async (someone, room) => (await ask(someone, "say", { room, text: "Hello" })).refused === null;

async function users() {
  const ann = await user("Ann", "#tea");
  let bob = await user("Bob", "#tea");
  while (bob.worker === ann.worker) {
    bob.socket.disconnect();
    bob = await user("Bob", "#tea");
  }
  return [ann, bob, await user("Carl", "#coffee")];
}

async function logIn(page, password) {
  await page.getByLabel("Server URL").fill(url);
  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** Goes to one of the pages in the navigation. */
async function go(page, name) {
  await page.getByRole("navigation").getByText(name, { exact: true }).click();
  await page.locator(".v-breadcrumbs__item--disabled").getByText(name, { exact: true }).waitFor();
}

async function choose(page, namespace) {
  await page.locator(".selector .v-select__slot").click();
  await page.locator(".v-menu__content.menuable__content__active").getByText(namespace, { exact: true }).click();
}

const row = (page, text) => page.locator("tbody tr").filter({ hasText: text });

async function details(page, someone) {
  await go(page, "Sockets");
  await row(page, someone.socket.id).locator("td").first().click();
  await page.getByText("Initial HTTP request").waitFor();
}

async function actsOnSockets(page, ann, bob) {
  await go(page, "Sockets");
  await choose(page, "/chat");
  for (const someone of [ann, bob]) await row(page, someone.socket.id).getByText("WebSocket").waitFor();

  assert.equal(await isIn(bob, "#vip"), false);
  await details(page, bob);
  await page.getByText(bob.socket.io.engine.id.slice(0, 12), { exact: true }).waitFor();
  await page.getByLabel("Join a room").fill("#vip");
  await page.locator("form button[type=submit]").last().click();
  const room = page.locator("tbody tr").filter({ has: page.getByText("#vip", { exact: true }) });
  await room.waitFor();
  assert.equal(await isIn(bob, "#vip"), true);
  await room.getByRole("button").click();
  await page.getByText(/^\s*deleted\s*$/i).waitFor(); // a click also opens what is in the row
  assert.equal(await isIn(bob, "#vip"), false);

  await go(page, "Sockets");
  const gone = once(bob.socket, "disconnect");
  await row(page, bob.socket.id).getByRole("button").click();
  assert.equal((await gone)[0], "io server disconnect");
}

async function actsOnRoomsAndClients(page, ann, carl) {
  await go(page, "Rooms");
  const coffee = once(carl.socket, "disconnect");
  await row(page, "#coffee").getByRole("button").last().click();
  assert.equal((await coffee)[0], "io server disconnect");

  await go(page, "Clients");
  const closed = once(ann.socket.io, "close");
  await row(page, ann.socket.io.engine.id.slice(0, 12)).getByRole("button").click();
  await closed;
  await row(page, "Status").getByText("disconnected").waitFor();
}

main(async () => {
  const [ann, bob, carl] = await users();
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.setDefaultTimeout(TIMEOUT);
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    // the fonts are elsewhere
    await page.route("**/*", (route) => (route.request().url().startsWith("http://127.0.0.1:") ? route.continue() : route.abort()));
    await page.goto(await serve());

    await logIn(page, "wrong");
    await page.getByText("invalid credentials").waitFor();
    await logIn(page, "changeit");
    await page.getByText("connected", { exact: true }).first().waitFor();
    await row(page, "/chat").getByText("3", { exact: true }).waitFor();

    await page.reload();
    await page.getByText("connected", { exact: true }).first().waitFor(); // by the id of the session
    assert.equal(await page.getByLabel("Password").isVisible(), false);

    await go(page, "Servers");
    const servers = row(page, "healthy");
    await eventually("both workers", async () => (await servers.count()) === 2);
    const ids = await servers.locator("td:first-child").allTextContents();
    const pids = await servers.locator("td:nth-child(3)").allTextContents();
    assert.equal(new Set(pids).size, 2);
    ids.forEach((id, i) => assert.ok(id.endsWith("#" + pids[i])));

    await actsOnSockets(page, ann, bob);

    await go(page, "Events");
    await row(page, bob.socket.id).getByText("server namespace disconnect").waitFor();
    assert.equal(await isIn(ann, "#tea"), true);
    await row(page, ann.socket.id).filter({ hasText: "Event received" }).getByText("say", { exact: true }).first().waitFor();
    await row(page, ann.socket.id).filter({ hasText: "Event sent" }).getByText("line", { exact: true }).first().waitFor();

    await actsOnRoomsAndClients(page, ann, carl);
    assert.deepEqual(problems, []);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
