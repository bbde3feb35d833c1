// The page of npm @socket.io/admin-ui, and the chat that it shows: what the scenarios with it share.
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { TIMEOUT } from "./chromium.mjs";
import { connected, eventually, open, url } from "./clients.mjs";

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

/** A tab with the page, which cannot load the fonts from elsewhere. */
export async function tab(browser) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  await page.route("**/*", (route) => (route.request().url().startsWith("http://127.0.0.1:") ? route.continue() : route.abort()));
  await page.goto(await serve());
  return page;
}

/** An administrator who has no page. */
export async function administrator() {
  const socket = open("websocket", "/admin", { auth: { username: "ann", password: "changeit" } });
  socket.told = [];
  socket.onAny((...event) => socket.told.push(event));
  await connected(socket);
  return socket;
}

export async function user(name, room) {
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
export const isIn = async (someone, room) => (await ask(someone, "say", { room, text: "Hello" })).refused === null;

export async function logIn(page, password) {
  await page.getByLabel("Server URL").fill(url);
  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** Goes to one of the pages in the navigation. */
export async function go(page, name) {
  await page.getByRole("navigation").getByText(name, { exact: true }).click();
  await page.locator(".v-breadcrumbs__item--disabled").getByText(name, { exact: true }).waitFor();
  // while one page slides away, both are there
  await eventually("the page alone", async () => (await page.locator(".v-main__wrap > .container > div").count()) === 1);
}

export async function choose(page, namespace) {
  await page.locator(".selector .v-select__slot").click();
  await page.locator(".v-menu__content.menuable__content__active").getByText(namespace, { exact: true }).click();
}

export const row = (page, text) => page.locator("tbody tr").filter({ hasText: text });
