package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * The acknowledgements that one socket waits for.
 * <p>
 * Thread: the session's event loop, but for {@link #nextId}.
 */
final class Acks {
    private record Pending(UniEmitter<? super Arguments> emitter, EventLoop.@Nullable Timer timer) {
    }

    private final EventLoop loop;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Pending> pending = new HashMap<>(2);

    Acks(EventLoop loop) {
        this.loop = loop;
    }

    /** From any thread. */
    long nextId() {
        return ids.getAndIncrement();
    }

    void await(long id, UniEmitter<? super Arguments> emitter, @Nullable Duration timeout) {
        EventLoop.Timer timer = timeout == null ? null : loop.schedule(timeout, () -> {
            pending.remove(id);
            emitter.fail(new SocketIOException("The client did not acknowledge within " + timeout.toMillis() + " ms"));
        });
        pending.put(id, new Pending(emitter, timer));
        emitter.onTermination(() -> loop.execute(() -> forget(id)));
    }

    /** An id that nobody waits for, or not any more, is ignored. */
    void onAck(long id, Arguments answer) {
        Pending waiting = forget(id);
        if (waiting != null) {
            waiting.emitter.complete(answer);
        }
    }

    private @Nullable Pending forget(long id) {
        Pending waiting = pending.remove(id);
        if (waiting != null && waiting.timer != null) {
            waiting.timer.cancel();
        }
        return waiting;
    }

    void failAll(String message) {
        for (Long id : pending.keySet().toArray(Long[]::new)) {
            Pending waiting = forget(id);
            if (waiting != null) {
                waiting.emitter.fail(new SocketIOException(message));
            }
        }
    }
}
