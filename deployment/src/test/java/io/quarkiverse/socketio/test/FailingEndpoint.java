package io.quarkiverse.socketio.test;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;

/** Fails by itself, and by the fault of a client that sends no number. */
@SocketIO
class FailingEndpoint {
    @OnEvent("fail")
    void fail() {
        throw new IllegalStateException("a detail");
    }

    @OnEvent("number")
    int number(int number) {
        return number;
    }
}
