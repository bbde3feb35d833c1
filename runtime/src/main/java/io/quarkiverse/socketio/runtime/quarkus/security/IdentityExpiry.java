package io.quarkiverse.socketio.runtime.quarkus.security;

import io.quarkiverse.socketio.runtime.socketio.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.Invocation;

/** Watches the expiry of the identity of each socket that connects. */
record IdentityExpiry(SocketSecurity security) implements EventHandler {

    @Override
    public ExecutionMode mode() {
        return ExecutionMode.EVENT_LOOP;
    }

    @Override
    public void handle(Invocation connection, Outcome outcome) {
        security.watch(connection);
        outcome.done();
    }

    @Override
    public String name() {
        return "The expiry of identities";
    }
}
