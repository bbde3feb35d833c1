package io.quarkiverse.socketio.benchmarks.application;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.common.annotation.NonBlocking;

/** Echoes in annotated methods that run on the event loop. */
@SocketIO("/event-loop")
public class OnEventLoop {
    @OnEvent("text")
    @NonBlocking
    String text(String text) {
        return text;
    }

    @OnEvent("record")
    @NonBlocking
    Order record(Order order) {
        return order;
    }

    @OnEvent("binary")
    @NonBlocking
    byte[] binary(byte[] bytes) {
        return bytes;
    }
}
