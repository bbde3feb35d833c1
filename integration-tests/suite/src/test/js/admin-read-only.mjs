// The page of npm @socket.io/admin-ui for administrators who may only look.  node admin-read-only.mjs URL development|production
import assert from "node:assert/strict";
import { administrator, choose, go, isIn, logIn, row, tab, user } from "./admin-ui.mjs";
import { launch } from "./chromium.mjs";
import { args, eventually, main } from "./clients.mjs";

const production = args[0] === "production";
const NUMBERS = ["config", "server_stats", "session"];

/** Waits for numbers of both workers that were sent after everything that was done before. */
async function numbers(admin) {
  const reports = () => admin.told.filter(([event]) => event === "server_stats").map(([, report]) => report.serverId);
  const before = reports().length;
  await eventually("two reports of each worker", () => {
    const since = reports().slice(before);
    return new Set(since).size === 2 && [...new Set(since)].every((id) => since.filter((each) => each === id).length >= 2);
  });
}

/** Commands have no answer: one that is refused changes nothing. */
async function cannotCommand(admin, ann, bob) {
  assert.equal(await isIn(ann, "#tea"), true); // an event that could be reported
  let received = 0;
  for (const { socket } of [ann, bob]) socket.on("hello", () => received++);
  admin.emit("emit", "/chat", null, "hello");
  admin.emit("join", "/chat", "#vip");
  admin.emit("join", "/chat", "#vip", ann.socket.id);
  admin.emit("leave", "/chat", "#tea");
  admin.emit("leave", "/chat", "#tea", bob.socket.id);
  admin.emit("_disconnect", "/chat", false, ann.socket.id);
  admin.emit("_disconnect", "/chat", true);
  await numbers(admin);
  for (const someone of [ann, bob]) {
    assert.equal(someone.socket.connected, true);
    assert.deepEqual([await isIn(someone, "#tea"), await isIn(someone, "#vip")], [true, false]);
  }
  assert.equal(received, 0);
}

/** Pages that the navigation does not offer are empty. */
async function showsNumbersOnly(page, frames, ann) {
  const titles = page.getByRole("navigation").locator(".v-list--nav .v-list-item__title");
  assert.deepEqual((await titles.allTextContents()).map((title) => title.trim()), ["Dashboard", "Servers"]);
  const empty = page.locator("tbody").getByText("No data available");
  for (const hidden of ["Sockets", "Rooms", "Clients", "Events"]) {
    await page.evaluate((name) => (location.hash = "#/" + name + "/"), hidden.toLowerCase());
    await page.locator(".v-breadcrumbs__item--disabled").getByText(hidden, { exact: true }).waitFor();
    await eventually("an empty table alone", async () => (await page.locator("tbody").count()) === 1 && (await empty.count()) === 1);
    assert.equal(await page.locator("tbody button").count(), 0);
  }
  assert.ok(frames.some((frame) => frame.includes("server_stats")));
  for (const frame of frames.filter((frame) => /^4[25]/.test(frame))) {
    const [event] = JSON.parse(frame.slice(frame.indexOf("[")));
    assert.ok(NUMBERS.includes(event), frame);
    assert.ok(!frame.includes(ann.socket.id), frame);
  }
}

/** Sockets, rooms and clients are shown, but nothing can be done to them. */
async function showsNoButtons(page, admin, ann, bob) {
  await go(page, "Sockets");
  await choose(page, "/chat");
  for (const someone of [ann, bob]) await row(page, someone.socket.id).waitFor();
  assert.equal(await page.locator("tbody button").count(), 0);
  await row(page, ann.socket.id).locator("td").first().click();
  await page.getByText("Initial HTTP request").waitFor();
  assert.equal(await page.locator("tbody button").count(), 0);
  await page.getByLabel("Join a room").fill("#vip"); // the page has this form in any case
  await page.locator("form").filter({ has: page.getByLabel("Join a room") }).getByRole("button").last().click();
  await numbers(admin);
  assert.equal(await isIn(ann, "#vip"), false);
  await go(page, "Rooms");
  await row(page, "#tea").filter({ hasText: "Public" }).waitFor();
  assert.equal(await page.locator("tbody button").count(), 0);
  await go(page, "Clients");
  await row(page, ann.socket.io.engine.id.slice(0, 12)).waitFor();
  assert.equal(await page.locator("tbody button").count(), 0);
}

main(async () => {
  const ann = await user("Ann", "#tea");
  let bob = await user("Bob", "#tea");
  while (bob.worker === ann.worker) {
    bob.socket.disconnect();
    bob = await user("Bob", "#tea");
  }
  const browser = await launch();
  try {
    const page = await tab(browser);
    const frames = [];
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
    await logIn(page, "changeit");
    await page.getByText("connected", { exact: true }).first().waitFor();
    await row(page, "/chat").getByText("2", { exact: true }).waitFor();

    const admin = await administrator();
    await cannotCommand(admin, ann, bob);
    const features = production ? ["AGGREGATED_EVENTS"] : ["AGGREGATED_EVENTS", "ALL_EVENTS"];
    assert.deepEqual(admin.told.filter(([event]) => event === "config"), [["config", { supportedFeatures: features }]]);
    const events = new Set(admin.told.map(([event]) => event));
    assert.equal(events.has("event_received"), !production);
    if (production) {
      assert.deepEqual([...events].sort(), NUMBERS);
      await showsNumbersOnly(page, frames, ann);
    } else {
      await showsNoButtons(page, admin, ann, bob);
    }
    assert.deepEqual(page.problems, []);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
