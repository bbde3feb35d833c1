package io.quarkiverse.socketio.benchmarks.application;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Echoes in annotated methods that run on virtual threads. */
@SocketIO("/virtual-thread")
public class OnVirtualThread {
    @OnEvent("text")
    @RunOnVirtualThread
    String text(String text) {
        return text;
    }

    @OnEvent("record")
    @RunOnVirtualThread
    Order record(Order order) {
        return order;
    }

    @OnEvent("binary")
    @RunOnVirtualThread
    byte[] binary(byte[] bytes) {
        return bytes;
    }
}
