// The page for React that the manual shows, with Vite's server in front of a server of Socket.IO: node react-page.mjs <directory of the page>
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { launch } from "./chromium.mjs";

const application = createServer().listen(0, "127.0.0.1");
await new Promise(resolve => application.once("listening", resolve));
let connections = 0;
new Server(application).on("connection", socket => {
  connections++;
  socket.on("say", (line, ack) => {
    socket.broadcast.emit("line", line);
    ack(line);
  });
});

const vite = spawn("node", ["node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", "0"], {
  cwd: process.argv[2],
  env: { ...process.env, APPLICATION: `http://127.0.0.1:${application.address().port}`, NO_COLOR: "1" },
});
const browser = await launch();
try {
  const url = await new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [vite.stdout, vite.stderr]) {
      stream.on("data", data => {
        output += data;
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output);
        if (found) resolve(found[0]);
      });
    }
    vite.once("exit", () => reject(new Error(output)));
  });
  const pages = [];
  for (let i = 0; i < 2; i++) {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByText("Connected", { exact: true }).waitFor();
    pages.push(page);
  }
  for (const [from, text] of [[0, "hello"], [1, "and back"]]) {
    await pages[from].getByLabel("Text").fill(text);
    await pages[from].getByRole("button", { name: "Send" }).click();
    for (const page of pages) {
      await page.getByText(`Ann: ${text}`).waitFor();
    }
  }
  for (const page of pages) { // React mounts twice in development: no line may come twice
    assert.deepEqual(await page.locator("li").allTextContents(), ["Ann: hello", "Ann: and back"]);
  }
  assert(connections >= 2);
} finally {
  await browser.close();
  vite.kill();
  application.closeAllConnections();
  application.close();
}
process.exit(0);
