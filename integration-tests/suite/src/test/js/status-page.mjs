// The status page of a cluster with two workers in Chromium.  node status-page.mjs URL LINK
import assert from "node:assert/strict";
import { launch, TIMEOUT } from "./chromium.mjs";
import { args, connected, eventually, main, open } from "./clients.mjs";

const [link] = args;
const PHONE = { viewport: { width: 400, height: 850 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

async function tab(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  return page;
}

const value = async (page, scope, label) =>
  parseFloat((await page.locator(`${scope} .meter`).filter({ hasText: label }).locator(".value").innerText()).replace(",", ""));

async function isLocked(browser, address, why) {
  const page = await tab(await browser.newContext(PHONE));
  await page.goto(address);
  await page.locator("pre").getByText("--cluster=status --open").waitFor();
  await page.getByText(why).waitFor();
  assert.equal(await page.locator("#content").isVisible(), false);
  await page.context().close();
}

/** Everything is as wide as the screen or narrower, and nothing is beside it. */
async function fits(page, { viewport }) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is beside the screen");
  const parts = page.locator("main .card:visible, header .pill:visible, .meter:visible, #events li:visible");
  assert.ok((await parts.count()) > 10);
  for (const box of await parts.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON()))) {
    assert.ok(box.left >= 0 && box.right <= viewport.width && box.width > 0 && box.height > 0, JSON.stringify(box));
  }
}

async function colours(page, scheme) {
  await page.emulateMedia({ colorScheme: scheme });
  return page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]);
}

/** Values, states, charts and events change while nobody touches the page. */
async function updatesItself(page) {
  await page.getByText("2 of 2 workers ready").waitFor();
  await eventually("nobody is connected", async () => (await value(page, "#totals", "Clients")) === 0);
  const lines = () => page.locator("#totals path.line").evaluateAll((all) => all.map((line) => line.getAttribute("d")).join());
  const before = await lines();
  const socket = open("websocket", "/chat", { auth: { name: "Status" } });
  await connected(socket);
  const talk = setInterval(() => socket.emit("say", { room: "#nowhere", text: "Hello" }, () => {}), 20);
  await eventually("one client more", async () => (await value(page, "#totals", "Clients")) === 1);
  await eventually("events a second", async () => (await value(page, "#totals", "Events a second")) > 5);
  await eventually("memory", async () => (await value(page, "#w1", "Memory")) > 20 && (await value(page, "#w2", "Memory")) > 20);
  assert.ok((await value(page, "#w1", "Event loop lag")) >= 0);
  assert.notEqual(await lines(), before);
  clearInterval(talk);
  socket.disconnect();
  await eventually("the client has left", async () => (await value(page, "#totals", "Clients")) === 0);
}

async function showsARoll(page, phone) {
  const pids = await page.locator(".worker .pid").allTextContents();
  process.kill(parseInt(/pid (\d+)/.exec(await page.locator("#primary").innerText())[1], 10), "SIGUSR1");
  await page.getByText("signal USR1 · w1 is being replaced").waitFor();
  await page.locator("#w1").getByText("being replaced").waitFor();
  await page.locator("#roll-count").getByText("0 of 2").waitFor();
  await phone.locator("#roll").waitFor();
  await fits(phone, PHONE);
  await page.locator("#roll-count").getByText("1 of 2").waitFor();
  await page.getByText(/^Rolling restart finished: 2 workers replaced/).waitFor();
  await page.locator("#roll").waitFor({ state: "hidden" });
  await page.getByText("2 of 2 workers ready").waitFor();
  assert.equal((await page.locator(".worker .pid").allTextContents()).filter((pid) => pids.includes(pid)).length, 0);
}

async function showsACrash(page) {
  const pid = parseInt((await page.locator("#w2 .pid").innerText()).replace("pid ", ""), 10);
  process.kill(pid, "SIGKILL");
  const line = page.locator("#events li").filter({ hasText: `pid ${pid} was ended by signal 9` });
  await line.locator(".bad").waitFor();
  await page.locator("#w2").getByText("restarted after a crash").waitFor();
}

main(async () => {
  const browser = await launch();
  try {
    await isLocked(browser, link.replace(/#.*/, ""), "only in a browser that has opened such a link");
    const desktop = await browser.newContext(DESKTOP);
    const page = await tab(desktop);
    await page.goto(link);
    await page.getByText("2 of 2 workers ready").waitFor();
    assert.equal(page.url(), link.replace(/#.*/, ""), "the code is not in the address any more");
    await isLocked(browser, link, "This link was used");
    await page.reload();
    await page.locator("#w2").getByText("running").waitFor();
    assert.equal(await page.evaluate(() => document.cookie), "", "no script can read the cookie");
    await fits(page, DESKTOP);

    const phone = await tab(await browser.newContext({ ...PHONE, storageState: await desktop.storageState() }));
    await phone.goto(link.replace(/#.*/, ""));
    await phone.locator("#w2").getByText("running").waitFor();
    await fits(phone, PHONE);
    const [light, dark] = [await colours(phone, "light"), await colours(phone, "dark")];
    assert.deepEqual([light[0], dark[0]], ["rgb(250, 250, 250)", "rgb(18, 18, 18)"]);
    assert.notEqual(light[1], dark[1]);

    await updatesItself(page);
    await showsARoll(page, phone);
    await showsACrash(page);
    await fits(phone, PHONE);
    assert.deepEqual([...page.problems, ...phone.problems], []);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
