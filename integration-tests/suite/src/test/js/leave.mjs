// A worker that leaves the cluster instead of answering is not waited for.  node leave.mjs URL
import assert from "node:assert/strict";
import { eventually, main } from "./clients.mjs";
import { Control } from "./ctl.mjs";

const WORKERS = 3;

main(async () => {
  const control = new Control(WORKERS);
  await control.locate([]);
  const known = () => eventually("servers are known", async () => {
    const counts = await Promise.all(control.workers.map((worker) => control.call(worker, "serverCount")));
    return counts.every(({ count }) => count === WORKERS);
  });
  await known();
  await control.call(2, "onServerSide", { event: "q", mode: "reply", value: { worker: 2 } });
  await control.call(3, "onServerSide", { event: "q", mode: "leave" });
  const { pid } = (await control.infos()).get(3);
  assert.deepEqual(await control.call(1, "serverSideEmitWithAck", { event: "q", args: [1] }), { err: null, responses: [{ worker: 2 }] });
  control.ways.delete(3);
  await eventually("another worker is in its place", async () => {
    try {
      return (await control.infos()).get(3).pid !== pid;
    } catch (e) {
      return false;
    }
  });
  await known();
  return { left: pid };
});
