package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Emitter;
import io.smallrye.mutiny.Uni;

/**
 * The base of sockets that emit: passes the calls of {@link Emitter} to an emitter.
 * <p>
 * Thread: any.
 */
public interface DelegatingEmitter extends Emitter {
    Emitter emitter();

    @Override
    default void emit(String event, Object... args) {
        emitter().emit(event, args);
    }

    @Override
    default Uni<Arguments> emitWithAck(String event, Object... args) {
        return emitter().emitWithAck(event, args);
    }

    @Override
    default Emitter timeout(Duration timeout) {
        return emitter().timeout(timeout);
    }

    @Override
    default Emitter asVolatile() {
        return emitter().asVolatile();
    }

    @Override
    default Emitter compress(boolean wanted) {
        return emitter().compress(wanted);
    }
}
