package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Emitter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Flags;
import io.smallrye.mutiny.Uni;

/**
 * Emits to one socket.
 * <p>
 * Thread: any; immutable.
 */
record SocketEmitter(SocketImpl socket, @Nullable Duration ackTimeout, Flags flags) implements Emitter {

    @Override
    public void emit(String event, Object... args) {
        socket.emit(flags, event, args);
    }

    @Override
    public Uni<Arguments> emitWithAck(String event, Object... args) {
        return socket.emitWithAck(flags, ackTimeout, event, args);
    }

    @Override
    public Emitter timeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least a millisecond, was " + timeout);
        }
        return new SocketEmitter(socket, timeout, flags);
    }

    @Override
    public Emitter asVolatile() {
        return new SocketEmitter(socket, ackTimeout, flags.asVolatile());
    }

    @Override
    public Emitter compress(boolean wanted) {
        return new SocketEmitter(socket, ackTimeout, flags.compressed(wanted));
    }
}
