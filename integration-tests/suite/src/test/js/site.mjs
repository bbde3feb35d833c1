// Reads the built manual as its readers do: node site.mjs <directory of the site> [<directory for pictures>]
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { launch } from "./chromium.mjs";

const [site, pictures] = process.argv.slice(2);
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png" };

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://site").pathname));
  try {
    const content = await readFile(join(site, path));
    response.writeHead(200, { "content-type": TYPES[/\.\w+$/.exec(path)] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, "127.0.0.1");
await new Promise(resolve => server.once("listening", resolve));
const root = `http://127.0.0.1:${server.address().port}/quarkus-socketio/dev`;

const browser = await launch();
try {
  for (const [width, colorScheme] of [[1280, "light"], [400, "dark"]]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    const problems = [];
    page.on("console", message => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", error => problems.push(error.message));
    page.on("requestfailed", request => problems.push(request.url()));
    page.on("response", response => response.status() >= 400 && !response.url().endsWith("/favicon.ico") && problems.push(response.url()));

    await page.goto(`${root}/handlers.html`);
    const names = await page.locator("#toc a").allTextContents();
    assert(names.includes("Threads"), "the contents of the page");
    assert(await page.locator("code.language-java .hljs-meta").count() > 0, "code has colours");
    await page.locator(".hljs-copy-button").first().click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^@SocketIO\("\/chat"\)\npublic class ChatRoom/);
    await page.screenshot({ path: pictures && join(pictures, `handlers-${width}.png`) });

    await page.locator("#search-input:enabled").pressSequentially("descriptor");
    const result = page.locator(".search-result-item a", { hasText: /descriptor/i }).first();
    await result.waitFor();
    const box = await page.locator(".search-result-dataset").boundingBox();
    assert(box.x >= 0 && box.x + box.width <= width, "the results are in the window");
    await page.screenshot({ path: pictures && join(pictures, `search-${width}.png`) });
    await result.click();
    await page.waitForURL(url => !url.pathname.endsWith("/handlers.html"));

    for (const name of ["configuration", "log-lines", "internals/differences-in-packets", "index"]) {
      await page.goto(`${root}/${name}.html`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${name} has ${wide} pixels in a window of ${width}`);
      await page.screenshot({ path: pictures && join(pictures, `${name.replace("/", "-")}-${width}.png`) });
    }
    assert.deepEqual(problems.filter(problem => !problem.includes("404")), []);
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
