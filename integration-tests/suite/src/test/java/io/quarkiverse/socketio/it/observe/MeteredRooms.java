package io.quarkiverse.socketio.it.observe;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.OnAnyEvent;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;

/** Handlers of all namespaces whose names begin alike, and of events of any name. */
@SocketIO(pattern = "/room-[a-z0-9]+")
public class MeteredRooms {
    @OnAnyEvent
    void any(String event, Arguments args) {
        // nothing to do
    }

    @OnEvent("ask")
    int answer() {
        return 1;
    }
}
