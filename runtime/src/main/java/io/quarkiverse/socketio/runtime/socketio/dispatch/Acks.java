package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * The acknowledgements that one socket expects from its client: completes each when its ACK packet arrives, or fails it after
 * its timeout, or when the socket is disconnected. Each is charged to the account of the session while it is pending, as a
 * client that never answers decides how many there are.
 * <p>
 * Thread: the session's event loop.
 */
public final class Acks {
    /** The heap that a pending acknowledgement takes: its entry, its emitter and the objects of its timer. */
    static final int BYTES = 450;

    private record Pending(UniEmitter<? super Arguments> emitter, EventLoop.@Nullable Timer timer) {
    }

    private static final Map<Long, Pending> NONE = Map.of();

    private final ListeningSocket socket;
    private final EventLoop loop;
    private final int max;
    private final ServerStats stats;
    private final LongConsumer heldBytes;
    /** {@link #NONE} until there is one: most sockets never have any. */
    private Map<Long, Pending> pending = NONE;

    /**
     * @param max how many acknowledgements may be pending; beyond, {@link #await} fails
     * @param heldBytes takes the change of the number of bytes that are held; may end the session, but not before it returns
     */
    public Acks(ListeningSocket socket, EventLoop loop, int max, ServerStats stats, LongConsumer heldBytes) {
        this.socket = socket;
        this.stats = stats;
        this.loop = loop;
        this.max = max;
        this.heldBytes = heldBytes;
    }

    /**
     * Expects an acknowledgement of that id.
     *
     * @param timeout {@code null} to wait until the socket is disconnected
     */
    public void await(long id, UniEmitter<? super Arguments> emitter, @Nullable Duration timeout) {
        if (pending.size() >= max) {
            emitter.fail(new SocketIOException("The client has not acknowledged " + max
                    + " events (quarkus.socketio.limits.pending-acks); a timeout would let go of them"));
            return;
        }
        EventLoop.Timer timer = timeout == null ? null : loop.schedule(timeout, () -> {
            take(id);
            SocketDebug.ackTimedOut(socket, id);
            emitter.fail(
                    new AckTimeoutException("The client did not acknowledge within " + timeout.toMillis() + " ms", List.of(),
                            Set.of()));
        });
        if (pending == NONE) {
            pending = new HashMap<>(2);
        }
        pending.put(id, new Pending(emitter, timer));
        stats.countPendingAck();
        heldBytes.accept(BYTES);
        emitter.onTermination(() -> loop.execute(() -> take(id)));
    }

    /** Completes the acknowledgement of that id. An id that is not pending is ignored. */
    public void onAck(long id, Arguments answer) {
        Pending waiting = take(id);
        if (waiting != null) {
            waiting.emitter.complete(answer);
        }
    }

    private @Nullable Pending take(long id) {
        Pending waiting = pending == NONE ? null : pending.remove(id);
        if (waiting != null) {
            stats.countEndedAck();
            heldBytes.accept(-BYTES);
            if (waiting.timer != null) {
                waiting.timer.cancel();
            }
        }
        return waiting;
    }

    public void failAll(String message) {
        for (Long id : pending.keySet().toArray(Long[]::new)) {
            Pending waiting = take(id);
            if (waiting != null) {
                waiting.emitter.fail(new SocketIOException(message));
            }
        }
    }
}
