// What the chat's page says when the server has no file of the browser client.  node chat-client-missing.mjs URL
import assert from "node:assert/strict";
import { launch, TIMEOUT } from "./chromium.mjs";
import { eventually, main, url } from "./clients.mjs";

main(async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT);
    const client = page.waitForResponse((response) => response.url().endsWith("/socket.io/socket.io.min.js"));
    await page.goto(url);
    assert.equal((await client).status(), 404);
    const told = page.getByRole("alert");
    await eventually("the reason", async () => (await told.textContent()) !== "");
    await told.waitFor({ state: "visible" });
    assert.equal(await page.getByRole("status").textContent(), "No Socket.IO client");
    assert.equal(await page.getByRole("dialog").isVisible(), false, "nobody is asked for a name in vain");
    return { told: (await told.textContent()).replace(/\s+/g, " ") };
  } finally {
    await browser.close();
  }
});
