// Speaks all exchanges with a server, and prints the transcripts as JSON.  node transcripts.mjs PORT [NAME]
import { exchanges } from "./exchanges.mjs";
import "./bad-exchanges.mjs";
import { Gone, Transcript } from "./raw.mjs";

const [, , port, only] = process.argv;
/** Many of them wait for a time to pass. */
const AT_ONCE = 12;

/** The first clients of a new process wait long, on a busy machine longer than for a heartbeat. */
async function warmUp() {
  const transcript = new Transcript(Number(port));
  for (const transport of ["polling", "websocket"]) await (await transcript.connected(transport)).provoke();
  transcript.end();
}

const results = {};
const waiting = [...exchanges].filter(([name]) => !only || name.includes(only));

async function work() {
  for (let next; (next = waiting.shift()); ) {
    const [name, run] = next;
    const transcript = new Transcript(Number(port));
    try {
      await run(transcript);
    } catch (e) {
      if (!(e instanceof Gone)) throw new Error(`${name}: ${e.message}`, { cause: e });
      transcript.lane().push(`(${e.message})`);
    } finally {
      transcript.end();
    }
    results[name] = transcript.lines();
  }
}

await warmUp();
for (const name of exchanges.keys()) results[name] = null; // in this order
await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(JSON.stringify(Object.fromEntries(Object.entries(results).filter(([, lines]) => lines))));
process.exit(0);
