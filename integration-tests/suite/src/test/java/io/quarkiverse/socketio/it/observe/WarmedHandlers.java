package io.quarkiverse.socketio.it.observe;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.OnAnyEvent;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.spi.HandshakeGuard;
import io.smallrye.mutiny.Uni;

/** Handlers that print what reaches them. */
@SocketIO
public class WarmedHandlers {
    @OnConnect
    void connected() {
        System.out.println("a client is connected");
    }

    @OnAnyEvent
    void received(String event) {
        System.out.println("an event was received: " + event);
    }

    /** A guard that prints what reaches it. */
    @Singleton
    public static class Guard implements HandshakeGuard {
        @Override
        public Uni<Void> check(HandshakeRequest request) {
            System.out.println("a client asks");
            return Uni.createFrom().voidItem();
        }
    }
}
