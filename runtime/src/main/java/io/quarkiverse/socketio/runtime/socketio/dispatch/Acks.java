package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * The acknowledgements that one socket waits for.
 * <p>
 * Thread: the session's event loop.
 */
public final class Acks {
    private record Pending(UniEmitter<? super Arguments> emitter, EventLoop.@Nullable Timer timer) {
    }

    private final EventLoop loop;
    private final int most;
    private final ServerStats stats;
    private final Map<Long, Pending> pending = new HashMap<>(2);

    /** @param most how many the client may leave unanswered */
    public Acks(EventLoop loop, int most, ServerStats stats) {
        this.stats = stats;
        this.loop = loop;
        this.most = most;
    }

    public void await(long id, UniEmitter<? super Arguments> emitter, @Nullable Duration timeout) {
        if (pending.size() >= most) {
            emitter.fail(new SocketIOException("The client has not acknowledged " + most
                    + " events (quarkus.socketio.limits.pending-acks); a timeout would let go of them"));
            return;
        }
        EventLoop.Timer timer = timeout == null ? null : loop.schedule(timeout, () -> {
            forget(id);
            emitter.fail(
                    new AckTimeoutException("The client did not acknowledge within " + timeout.toMillis() + " ms", List.of(),
                            Set.of()));
        });
        pending.put(id, new Pending(emitter, timer));
        stats.countPendingAck();
        emitter.onTermination(() -> loop.execute(() -> forget(id)));
    }

    /** An id that nobody waits for, or not any more, is ignored. */
    public void onAck(long id, Arguments answer) {
        Pending waiting = forget(id);
        if (waiting != null) {
            waiting.emitter.complete(answer);
        }
    }

    private @Nullable Pending forget(long id) {
        Pending waiting = pending.remove(id);
        if (waiting != null) {
            stats.countEndedAck();
            if (waiting.timer != null) {
                waiting.timer.cancel();
            }
        }
        return waiting;
    }

    public void failAll(String message) {
        for (Long id : pending.keySet().toArray(Long[]::new)) {
            Pending waiting = forget(id);
            if (waiting != null) {
                waiting.emitter.fail(new SocketIOException(message));
            }
        }
    }
}
