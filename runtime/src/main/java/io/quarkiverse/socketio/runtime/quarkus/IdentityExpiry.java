package io.quarkiverse.socketio.runtime.quarkus;

import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;

/** Ends sockets with their identities. */
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
