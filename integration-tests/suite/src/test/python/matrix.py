"""Runs the cells of python-socketio against one server, and prints a line of JSON for each: matrix.py URL"""
import json
import queue
import sys

import socketio

URL = sys.argv[1]
BYTES = bytes([0, 1, 2, 0xFF, 0x1E, 0x80])
TRANSPORTS = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}
LIMIT = 30


class Client:
    def __init__(self, transport, namespace):
        self.namespace = namespace
        self.io = socketio.Client(reconnection=False)
        self.back = queue.Queue()
        self.io.on("echo-back", lambda *values: self.back.put(list(values)), namespace=namespace)
        self.io.on("question", lambda asked: ("answer to " + asked, BYTES), namespace=namespace)
        self.io.connect(URL, transports=TRANSPORTS[transport], namespaces=[namespace], wait_timeout=LIMIT)
        expect(self.io.transport(), "polling" if transport == "polling" else "websocket")

    def echo(self, *values):
        self.io.emit("echo", values, namespace=self.namespace)
        return self.back.get(timeout=LIMIT)

    def ask(self, event, *values):
        return self.io.call(event, values, namespace=self.namespace, timeout=LIMIT)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


def text(client):
    values = ["text", 42, 1.5, True, None, "ünï\u2028😀", {"deep": [{"er": []}]}]
    expect(client.echo(*values), values)


def binary(client):
    values = [BYTES, {"nested": {"bytes": BYTES}}, "end"]
    expect(client.echo(*values), values)


def ack_of_the_server(client):
    expect(client.ask("echo", "a", BYTES), ("a", BYTES))
    expect(client.ask("echo", "only text"), "only text")


def ack_of_the_client(client):
    expect(client.ask("ask-me", "why?"), ("answer to why?", BYTES))


EXCHANGES = {
    "text": text,
    "binary": binary,
    "ack of the server": ack_of_the_server,
    "ack of the client": ack_of_the_client,
}


def main():
    for transport in TRANSPORTS:
        for namespace in ["/", "/custom"]:
            client, refused = None, None
            try:
                client = Client(transport, namespace)
            except Exception as e:
                refused = e
            for exchange, run in EXCHANGES.items():
                error = ""
                try:
                    if refused:
                        raise refused
                    run(client)
                except Exception as e:
                    error = f"{type(e).__name__}: {e}"
                print(json.dumps({"transport": transport, "namespace": namespace, "exchange": exchange, "error": error}))
            if client:
                client.io.disconnect()


main()
