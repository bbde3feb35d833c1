// What the scenarios of the examples share, besides clients.mjs.
import { args, open, within } from "./clients.mjs";

/** The first two characters of a session's id are those of its worker. */
const worker = ({ socket }) => socket.io.engine.id.slice(0, 2);

/**
 * If the arguments name workers: makes clients until one is served by another worker than the first.
 * @param gone waits until a client that was disconnected is gone
 */
export async function onOtherWorker(first, make, gone = () => {}) {
  let other = await make();
  while (args.length && worker(other) === worker(first)) {
    other.socket.disconnect();
    await gone();
    other = await make();
  }
  return other;
}

/** Why the server refuses a client. */
export function refusal(auth) {
  return within(60_000, "refusal of " + JSON.stringify(auth), (resolve, reject) => {
    const socket = open("websocket", "/", { auth });
    socket.once("connect", () => reject(new Error("not refused: " + JSON.stringify(auth))));
    socket.once("connect_error", (error) => {
      socket.disconnect();
      resolve(error.message);
    });
  });
}
