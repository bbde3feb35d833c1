// The page of one of examples/, in two tabs of Chromium for each server.  node example-pages.mjs URL EXAMPLE PICTURE MORE-URLS
import assert from "node:assert/strict";
import { launch, TIMEOUT } from "./chromium.mjs";
import { args, eventually, main, url } from "./clients.mjs";

const HTML = "<img src=x onerror=alert(1)>";
const [example, picture, ...more] = args;

async function tab(browser, server) {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  page.setDefaultTimeout(TIMEOUT);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (line) => line.type() === "error" && page.problems.push(line.text()));
  await page.goto(server);
  return page;
}

async function fill(page, label, text) {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

const text = (page, value) => page.getByText(value, { exact: true }).first().waitFor();

async function chat(ann, bob) {
  await fill(ann, "Your name", "Ann");
  await fill(bob, "Your name", "<b>Bob</b>");
  for (const page of [ann, bob]) await text(page, "2 online");
  await eventually("the typing notice", async () => {
    await bob.getByLabel("Message", { exact: true }).pressSequentially("x");
    return (await ann.getByRole("status").textContent()) === "<b>Bob</b> is typing …";
  });
  await fill(bob, "Message", HTML);
  for (const page of [ann, bob]) await text(page, HTML);
  await eventually("the end of the typing notice", async () => (await ann.getByRole("status").textContent()) === "");
  await fill(ann, "Message", "word".repeat(125));
  await text(bob, "word".repeat(125));
  await bob.screenshot({ path: picture });
}

async function whiteboard(ann, bob) {
  for (const page of [ann, bob]) await text(page, "Connected");
  const drawn = (page) => page.evaluate(() => document.querySelector("canvas").getContext("2d").getImageData(0, 0, 1600, 1000).data.some((part) => part));
  await ann.getByLabel("Colour").fill("#c02040");
  await ann.mouse.move(100, 200);
  await ann.mouse.down();
  await eventually("a stroke of the other tab", async () => {
    await ann.mouse.move(100 + Math.random() * 600, 150 + Math.random() * 400, { steps: 20 });
    return drawn(bob);
  });
  await ann.mouse.up();
  await bob.screenshot({ path: picture });
  await ann.getByText("Clear").click();
  await eventually("an empty board", async () => !(await drawn(bob)));
}

async function todos(ann, bob) {
  const titles = (page) => page.getByLabel("Title").evaluateAll((fields) => fields.map((field) => field.value));
  const shows = (page, expected) => eventually(`${expected}`, async () => String(await titles(page)) === String(expected));
  await fill(ann, "New entry", "Milk");
  await shows(bob, ["Milk"]);
  await fill(bob, "New entry", HTML);
  await shows(ann, ["Milk", HTML]);
  await fill(bob, "New entry", "x".repeat(101));
  await text(bob, "A title has at most 100 characters.");
  await ann.getByLabel("Done").first().check();
  await bob.locator("li:has(:checked)").waitFor();
  await ann.getByLabel("Title").first().fill("Oat milk");
  await ann.keyboard.press("Enter");
  await shows(bob, ["Oat milk", HTML]);
  await ann.getByLabel("Title").first().fill(" ");
  await ann.keyboard.press("Enter");
  await text(ann, "A title is needed.");
  await shows(ann, ["Oat milk", HTML]);
  await bob.screenshot({ path: picture });
  await bob.getByText("Delete").last().click();
  await shows(ann, ["Oat milk"]);
  await ann.getByText("Delete").click();
  await shows(bob, []);
}

main(async () => {
  const browser = await launch();
  try {
    for (const server of [url, ...more]) {
      const [ann, bob] = [await tab(browser, server), await tab(browser, server)];
      await { chat, whiteboard, todos }[example](ann, bob);
      assert.deepEqual([...ann.problems, ...bob.problems], []);
      await Promise.all([ann.close(), bob.close()]);
    }
    return { ok: true };
  } finally {
    await browser.close();
  }
});
