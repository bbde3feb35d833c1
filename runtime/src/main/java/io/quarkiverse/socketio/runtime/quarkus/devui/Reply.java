package io.quarkiverse.socketio.runtime.quarkus.devui;

/** What the page shows after a command: whether it was done, and a line of text. Thread: any; immutable. */
record Reply(boolean done, String message) {
}
