// Many clients that start with polling and upgrade, all at once, without a pause.  node storm.mjs URL COUNT
import { args, connected, main, open, upgraded } from "./clients.mjs";

main(async () => {
  const count = Number(args[0]);
  const failures = {};
  let succeeded = 0;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = open("upgrade");
      try {
        await connected(socket);
        await upgraded(socket);
        const echoed = await socket.timeout(60_000).emitWithAck("echo", "still there");
        if (echoed !== "still there") throw new Error("echoed " + echoed);
        succeeded++;
      } catch (e) {
        const reason = e.message + " " + JSON.stringify(e.context?.responseText ?? e.description?.message ?? "");
        failures[reason] = (failures[reason] ?? 0) + 1;
      }
    }),
  );
  return { succeeded, failures };
});
