// Chromium as this machine has it, without a window.
import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";

const QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];

export const TIMEOUT = 60_000;

export function launch() {
  const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath, chromiumSandbox: false, args: QUIET });
}
