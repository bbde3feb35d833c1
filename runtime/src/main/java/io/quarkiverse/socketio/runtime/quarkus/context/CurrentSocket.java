package io.quarkiverse.socketio.runtime.quarkus.context;

import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketScoped;

/** Produces the socket of the current call, for injection. Thread: any; stateless. */
@Singleton
public class CurrentSocket {

    @Produces
    @SocketScoped
    @Typed(Socket.class)
    Socket current() {
        return SocketContext.instance().currentSocket();
    }
}
