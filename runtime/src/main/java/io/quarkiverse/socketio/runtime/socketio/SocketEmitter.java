package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Emitter;
import io.smallrye.mutiny.Uni;

/**
 * Emits to one socket.
 * <p>
 * Thread: any; immutable.
 */
record SocketEmitter(SocketImpl socket, @Nullable Duration ackTimeout, boolean mayDrop) implements Emitter {

    @Override
    public void emit(String event, Object... args) {
        socket.emit(mayDrop, event, args);
    }

    @Override
    public Uni<Arguments> emitWithAck(String event, Object... args) {
        return socket.emitWithAck(ackTimeout, event, args);
    }

    @Override
    public Emitter timeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least a millisecond, was " + timeout);
        }
        return new SocketEmitter(socket, timeout, mayDrop);
    }

    @Override
    public Emitter asVolatile() {
        return new SocketEmitter(socket, ackTimeout, true);
    }
}
