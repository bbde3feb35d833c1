import { useEffect, useState } from "react";
import { socket } from "./socket.js";

export function Chat() {
  const [connected, setConnected] = useState(socket.connected);
  const [lines, setLines] = useState([]);
  const [text, setText] = useState("");

  useEffect(() => {
    const onConnect = () => setConnected(true);
    const onDisconnect = () => setConnected(false);
    const onLine = line => setLines(before => [...before, line]);
    socket.on("connect", onConnect);
    socket.on("disconnect", onDisconnect);
    socket.on("line", onLine);
    socket.connect();
    return () => { // React calls this too when it mounts a component twice in development
      socket.off("connect", onConnect);
      socket.off("disconnect", onDisconnect);
      socket.off("line", onLine);
      socket.disconnect();
    };
  }, []);

  async function say(event) {
    event.preventDefault();
    const line = await socket.timeout(5000).emitWithAck("say", { author: "Ann", text });
    setLines(before => [...before, line]);
    setText("");
  }

  return (
    <main>
      <p>{connected ? "Connected" : "Connecting…"}</p>
      <ul>{lines.map((line, i) => <li key={i}>{line.author}: {line.text}</li>)}</ul>
      <form onSubmit={say}>
        <input aria-label="Text" value={text} onChange={event => setText(event.target.value)} />
        <button disabled={!connected}>Send</button>
      </form>
    </main>
  );
}
