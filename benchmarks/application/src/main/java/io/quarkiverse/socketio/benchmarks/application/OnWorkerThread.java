package io.quarkiverse.socketio.benchmarks.application;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.common.annotation.Blocking;

/** Echoes in annotated methods that run on worker threads. */
@SocketIO("/worker-thread")
public class OnWorkerThread {
    @OnEvent("text")
    @Blocking
    String text(String text) {
        return text;
    }

    @OnEvent("record")
    @Blocking
    Order record(Order order) {
        return order;
    }

    @OnEvent("binary")
    @Blocking
    byte[] binary(byte[] bytes) {
        return bytes;
    }
}
