package io.quarkiverse.socketio.runtime.cluster.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SaveSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionReleased;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionSaved;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Implements {@link SessionChannel} over the link to the primary.
 * <p>
 * Thread: the methods of {@link SessionChannel} from any; all else on the link's event loop.
 */
final class LinkSessions implements SessionChannel {
    private static final Logger LOG = Logger.getLogger(SessionChannel.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** The maximum number of bytes of a message besides its texts and byte arrays. */
    private static final int FIELD_BYTES = 64;
    private static final byte[] NO_OWNER = {};
    private static final int MAX_BYTES = LinkCodec.MAX_FRAME - FIELD_BYTES;

    private final LinkWriter writer;
    private final BooleanSupplier supported;
    private final Queue<Runnable> unconfirmed = new ArrayDeque<>();
    private final AtomicInteger lastTake = new AtomicInteger();
    private final Map<Integer, Take> takes = new HashMap<>();
    private volatile ReleaseListener listener = (key, owner, done) -> done.run();
    private boolean closed;

    /** @param supported whether the primary saves sessions */
    LinkSessions(LinkWriter writer, BooleanSupplier supported) {
        this.writer = writer;
        this.supported = supported;
    }

    /**
     * A take that waits for the answer of the primary. After its time limit it still waits, to give back a session that comes
     * too late.
     */
    private record Take(String key, CompletableFuture<byte @Nullable []> session) {
    }

    @Override
    public boolean save(EncodedSession session, boolean held, @Nullable Runnable confirmed) {
        int bytes = bytesOf(session.key(), session.owner()) + session.session().length;
        if (session.key().length() > MAX_KEY || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a session may have " + MAX_BYTES + " bytes and a key of " + MAX_KEY
                    + " characters, not " + bytes + " and " + session.key().length());
        }
        if (!supported.getAsBoolean()) {
            return false;
        }
        return writer.write(new SaveSession(session, held, confirmed != null), bytes, () -> {
            if (confirmed != null) {
                unconfirmed.add(confirmed);
            }
        });
    }

    @Override
    public CompletionStage<byte @Nullable []> take(String key, byte[] owner, int holder, boolean keep) {
        Take take = new Take(key, new CompletableFuture<>());
        int id = lastTake.incrementAndGet();
        if (key.length() > MAX_KEY || !supported.getAsBoolean()
                || !writer.write(new TakeSession(id, key, owner, holder, keep), bytesOf(key, owner), () -> await(id, take))) {
            writer.execute(() -> take.session.complete(null));
        }
        return take.session;
    }

    private void await(int id, Take take) {
        if (closed) {
            take.session.complete(null);
            return;
        }
        takes.put(id, take);
        writer.schedule(() -> take.session.complete(null), TAKE_MILLIS);
    }

    private static int bytesOf(String key, byte[] owner) {
        return key.getBytes(StandardCharsets.UTF_8).length + owner.length + FIELD_BYTES;
    }

    @Override
    public void forget(String key) {
        if (supported.getAsBoolean()) {
            // if it is not sent, the primary forgets the session when this worker is gone, or as the oldest
            writer.write(new ForgetSession(key), bytesOf(key, NO_OWNER));
        }
    }

    @Override
    public void onRelease(ReleaseListener only) {
        listener = only;
    }

    void receive(SessionMessage message) {
        if (message instanceof SessionSaved) {
            onSaved();
        } else if (message instanceof TakenSession taken) {
            onTaken(taken);
        } else if (message instanceof ReleaseSession release) {
            onRelease(release);
        }
    }

    private void onSaved() {
        Runnable confirmed = unconfirmed.poll();
        if (confirmed != null) {
            call("confirmation of a save", confirmed);
        }
    }

    private void onTaken(TakenSession taken) {
        Take take = takes.remove(taken.id());
        if (take != null && !take.session.complete(taken.session()) && taken.session() != null) {
            forget(take.key); // the client has connected without its session meanwhile
        }
    }

    private void onRelease(ReleaseSession release) {
        AtomicBoolean released = new AtomicBoolean();
        Runnable done = () -> {
            if (released.compareAndSet(false, true)) {
                writer.write(new SessionReleased(release.id()));
            }
        };
        try {
            listener.onRelease(release.key(), release.owner(), done);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A session could not be released");
            done.run();
        }
    }

    /** Called when the link to the primary is closed. */
    void close() {
        closed = true;
        takes.values().forEach(take -> take.session.complete(null));
        takes.clear();
        unconfirmed.clear();
    }

    private static void call(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "The %s could not be handled", what);
        }
    }
}
