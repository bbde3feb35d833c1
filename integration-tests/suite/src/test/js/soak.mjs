// A wave of light clients, half of them over WebSocket and half over long-polling: all connect, join a room, are asked something they
// never answer, and when all are there they go, in each of the ways there are.  node soak.mjs URL COUNT
import { args, main, url } from "./clients.mjs";
import { Transcript } from "./raw.mjs";

const AT_ONCE = 50;

async function each(items, action) {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item; (item = waiting.shift()) !== undefined; ) await action(item);
    }),
  );
}

/** A poll that is cut before the server has got it is no poll: then the server would wait for the next one. */
async function cut(client, polling) {
  client.cut();
  for (let i = 0; polling && i < 100; i++) {
    const { status } = await client.transcript.exchange("POST", client.target, { body: i < 99 ? "6" : "1" });
    if (status === 400) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

main(async () => {
  const transcript = new Transcript(Number(new URL(url).port));
  const clients = [];
  await each(Array.from({ length: Number(args[0]) }, (_, i) => i), async (i) => {
    const client = await transcript.connected(i % 2 ? "polling" : "websocket");
    await client.write(`420["join","room ${i % 50}"]`);
    await client.write('421["ask-me","never answered"]');
    const seen = [await client.message(), await client.message()];
    if (seen[0] !== "430[]" || !seen[1].endsWith('["question","never answered"]')) throw new Error("got " + seen);
    if (i % 2) client.packet().catch(() => {}); // a poll that waits
    clients.push([i, client]);
  });
  await each(clients, async ([i, client]) => {
    if (i % 4 === 0) client.frame({ opcode: 8, payload: Buffer.from([3, 232]) });
    else if (i % 4 === 1) await client.write("1");
    else await cut(client, i % 2 === 1);
  });
  return { clients: clients.length };
});
