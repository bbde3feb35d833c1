package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Emitter;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.smallrye.mutiny.Uni;

/**
 * Emits to one socket of this server, with options.
 * <p>
 * Thread: any; immutable.
 */
public record SocketEmitter(Target socket, @Nullable Duration ackTimeout, BroadcastFlags flags) implements Emitter {

    /** A socket of this server, to which something is sent with options. */
    public interface Target {
        void emit(BroadcastFlags flags, String event, Object... args);

        /** Asks the client at each subscription. */
        Uni<Arguments> emitWithAck(BroadcastFlags flags, @Nullable Duration timeout, String event, Object... args);
    }

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
        return new SocketEmitter(socket, AckResults.checked(timeout), flags);
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
