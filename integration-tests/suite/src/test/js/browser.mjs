// The chat's page in two tabs of Chromium on different workers, one of which is killed.  node browser.mjs URL
import assert from "node:assert/strict";
import { launch, TIMEOUT } from "./chromium.mjs";
import { main, url } from "./clients.mjs";


async function tab(browser, name) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  const client = page.waitForResponse((response) => response.url().endsWith("/socket.io/socket.io.min.js"));
  await page.goto(url + "/#tea");
  assert.equal((await client).status(), 200, "the client comes from the server");
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await page.getByText(/^Served by worker/).waitFor();
  await page.locator("#people").getByText(name + " (you)").waitFor();
  return page;
}

async function served(page) {
  const [, worker, pid] = (await page.locator("#served").textContent()).match(/Worker (\d+), pid (\d+)/);
  return { worker, pid: Number(pid) };
}

async function say(page, text) {
  await page.getByPlaceholder("Message").fill(text);
  await page.keyboard.press("Enter");
}

const heard = (page, text) => page.getByRole("log").getByText(text, { exact: true }).waitFor();

main(async () => {
  const browser = await launch();
  try {
    const ann = await tab(browser, "Ann");
    let bob = await tab(browser, "Bob");
    while ((await served(bob)).worker === (await served(ann)).worker) {
      await bob.context().close();
      bob = await tab(browser, "Bob");
    }

    await say(ann, "<img src=x> is not an image");
    await heard(bob, "<img src=x> is not an image");
    await say(bob, "It is not");
    await heard(ann, "It is not");

    const before = await served(bob);
    process.kill(before.pid, "SIGKILL");
    await bob.getByText("Connection lost").waitFor();
    await bob.getByText(/^Back, served by worker/).waitFor();
    assert.notEqual((await served(bob)).pid, before.pid);
    await say(bob, "I am back");
    await heard(ann, "I am back");

    assert.deepEqual([...ann.problems, ...bob.problems], []);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
