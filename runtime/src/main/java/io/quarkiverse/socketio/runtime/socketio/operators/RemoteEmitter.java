package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Emitter;
import io.quarkiverse.socketio.SocketIOException;
import io.smallrye.mutiny.Uni;

/**
 * Emits to the one socket that an operator selects, on whatever server it is.
 * <p>
 * Thread: any; immutable.
 */
record RemoteEmitter(BroadcastOperator socket) implements Emitter {

    @Override
    public void emit(String event, Object... args) {
        socket.emit(event, args);
    }

    @Override
    public Uni<Arguments> emitWithAck(String event, Object... args) {
        return socket.emitWithAck(event, args).map(answers -> {
            if (answers.isEmpty()) {
                throw new SocketIOException("The socket is not connected any more");
            }
            return answers.get(0);
        });
    }

    @Override
    public Emitter timeout(Duration timeout) {
        return new RemoteEmitter(socket.timeout(timeout));
    }

    @Override
    public Emitter asVolatile() {
        return new RemoteEmitter(socket.asVolatile());
    }

    @Override
    public Emitter compress(boolean wanted) {
        return new RemoteEmitter(socket.compress(wanted));
    }
}
