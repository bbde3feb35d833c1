// A client of another generation, against a server that does not serve it: prints the errors it gives, by transport.
//   node refused.mjs URL PACKAGE
import { args, main, once, url } from "./clients.mjs";

main(async () => {
  const module = await import(args[0]);
  const io = module.io ?? module.default;
  const errors = {};
  for (const transport of ["polling", "websocket"]) {
    const socket = io(url, { forceNew: true, reconnection: false, transports: [transport] });
    const [error] = await once(socket, "connect_error");
    errors[transport] = `${error.message}: ${error.description?.message ?? error.description}`;
    socket.disconnect();
  }
  return errors;
});
