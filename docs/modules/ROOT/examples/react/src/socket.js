import { io } from "socket.io-client";

// One connection for the whole page, outside of all components; a component connects it.
export const socket = io({ autoConnect: false });
