package io.quarkiverse.socketio.it.observe;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;

/** Handlers whose calls are timed. */
@SocketIO("/timed")
public class MeteredHandlers {
    @OnConnect
    void connected() {
        // nothing to do
    }

    @OnEvent("add")
    int add(int number) {
        return number + 1;
    }
}
