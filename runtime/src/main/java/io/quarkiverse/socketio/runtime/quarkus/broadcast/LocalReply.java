package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.util.Optional;
import java.util.function.Consumer;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.DeclinableAck;

/**
 * The reply of this process' own method to a broadcast, serialised as for another server. The receiver ignores all but the
 * first reply.
 * <p>
 * Thread: any.
 */
record LocalReply(ServerImpl server, Consumer<Optional<Arguments>> receiver) implements DeclinableAck {

    /** For a process in which no method returns a value. */
    static Ack none(Consumer<Optional<Arguments>> receiver) {
        receiver.accept(Optional.empty());
        return BroadcastHandlers.NoAck.INSTANCE;
    }

    @Override
    public void send(Object... args) {
        receiver.accept(Optional.of(server.toArguments(args)));
    }

    @Override
    public void decline() {
        receiver.accept(Optional.empty());
    }

    @Override
    public boolean isAwaited() {
        return true;
    }
}
