// The page of npm @socket.io/admin-ui in Chromium, and the chat with two workers that it shows.  node admin-page.mjs URL
import assert from "node:assert/strict";
import { administrator, choose, go, isIn, logIn, row, tab, user } from "./admin-ui.mjs";
import { launch } from "./chromium.mjs";
import { eventually, main, once } from "./clients.mjs";

async function users() {
  const ann = await user("Ann", "#tea");
  let bob = await user("Bob", "#tea");
  while (bob.worker === ann.worker) {
    bob.socket.disconnect();
    bob = await user("Bob", "#tea");
  }
  return [ann, bob, await user("Carl", "#coffee")];
}

async function details(page, someone) {
  await go(page, "Sockets");
  await row(page, someone.socket.id).locator("td").first().click();
  await page.getByText("Initial HTTP request").waitFor();
}

/** Administrators add and remove all members of a room, of whatever worker; for the former the page has no button. */
async function actsOnMembers(page, ann, bob, carl) {
  const members = async () => [await isIn(ann, "#guests"), await isIn(bob, "#guests"), await isIn(carl, "#guests")];
  const become = (...expected) => eventually("members " + expected, async () => String(await members()) === String(expected));
  const button = (text) => row(page, text).getByRole("button").first();
  const openRoom = async () => {
    await go(page, "Rooms");
    await row(page, "#guests").locator("td").first().click();
    await page.locator(".v-breadcrumbs__item--disabled").getByText("Room details", { exact: true }).waitFor();
  };

  await become(false, false, false);
  const admin = await administrator();
  admin.emit("join", "/chat", "#guests", "#tea");
  await become(true, true, false);
  admin.disconnect();

  await go(page, "Rooms");
  await choose(page, "/chat");
  await row(page, "#guests").getByText("2", { exact: true }).waitFor();
  await openRoom();
  for (const someone of [ann, bob]) await row(page, someone.socket.id).waitFor();
  await button(bob.socket.id).click();
  await become(true, false, false);

  await openRoom();
  await button("Status").click();
  await page.getByText(/^\s*deleted\s*$/i).waitFor();
  await become(false, false, false);
  assert.deepEqual([await isIn(ann, "#tea"), await isIn(bob, "#tea")], [true, true]);
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
    const page = await tab(browser);
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

    await actsOnMembers(page, ann, bob, carl);
    await actsOnSockets(page, ann, bob);

    await go(page, "Events");
    await row(page, bob.socket.id).getByText("server namespace disconnect").waitFor();
    assert.equal(await isIn(ann, "#tea"), true);
    await row(page, ann.socket.id).filter({ hasText: "Event received" }).getByText("say", { exact: true }).first().waitFor();
    await row(page, ann.socket.id).filter({ hasText: "Event sent" }).getByText("line", { exact: true }).first().waitFor();

    await actsOnRoomsAndClients(page, ann, carl);
    assert.deepEqual(page.problems, []);
    return { ok: true };
  } finally {
    await browser.close();
  }
});
