// Where the chat's page has the messages and the rooms, on a phone and on a desktop.  node chat-layout.mjs URL
import assert from "node:assert/strict";
import { launch, TIMEOUT } from "./chromium.mjs";
import { main, url } from "./clients.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** A tab of somebody who has said more than fits into it. */
async function tab(browser, device, name) {
  const page = await (await browser.newContext(device)).newPage();
  page.setDefaultTimeout(TIMEOUT);
  await page.goto(url + "/#" + name);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await page.locator("#people").getByText(name + " (you)").waitFor({ state: "attached" });
  for (let i = 1; i <= 30; i++) {
    await page.getByPlaceholder("Message").fill("Line " + i);
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("Line " + i, { exact: true }).waitFor();
  }
  return page;
}

const parts = (page) => ({
  messages: page.getByRole("log"),
  last: page.getByRole("log").getByText("Line 30", { exact: true }),
  say: page.locator("#say"),
  navigation: page.getByRole("navigation"),
  openRoom: page.locator("#open-room"),
});

/** The places of some parts in the window: what is above or below it has been scrolled away. */
async function places(page) {
  const found = {};
  for (const [name, part] of Object.entries(parts(page))) found[name] = await part.boundingBox();
  assert.equal(await page.evaluate(() => scrollX + scrollY), 0, "nothing is scrolled");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is beside the screen");
  return found;
}

const right = (box) => box.x + box.width;
const bottom = (box) => box.y + box.height;

function isOnScreen(box, { viewport }) {
  assert.ok(box.y >= 0 && bottom(box) <= viewport.height, `from ${box.y} to ${bottom(box)}`);
  assert.ok(box.x >= 0 && right(box) <= viewport.width, `from ${box.x} to ${right(box)}`);
}

async function onAPhone(browser) {
  const page = await tab(browser, PHONE, "phone");
  const closed = await places(page);
  for (const part of [closed.messages, closed.last, closed.say]) isOnScreen(part, PHONE);
  assert.ok(closed.messages.height > PHONE.viewport.height / 2, "most of the screen is for messages");
  assert.ok(bottom(closed.messages) <= closed.say.y && bottom(closed.say) <= closed.navigation.y, "the rooms are below");
  assert.equal(await parts(page).openRoom.isVisible(), false);

  await page.getByRole("navigation").getByText("Rooms", { exact: true }).tap();
  await parts(page).openRoom.waitFor();
  await page.evaluate(() => scrollTo(0, 0)); // a tap may scroll to what it is for
  const opened = await places(page);
  isOnScreen(opened.messages, PHONE);
  assert.ok(bottom(opened.messages) <= opened.openRoom.y, "also when they are open");
}

async function onADesktop(browser) {
  const found = await places(await tab(browser, DESKTOP, "desktop"));
  for (const part of Object.values(found)) isOnScreen(part, DESKTOP);
  assert.ok(right(found.navigation) <= found.messages.x, "the rooms are on the left of the messages");
  assert.ok(found.navigation.y < bottom(found.messages) && found.messages.y < bottom(found.navigation), "beside them");
}

main(async () => {
  const browser = await launch();
  try {
    await onAPhone(browser);
    await onADesktop(browser);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
