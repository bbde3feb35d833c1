package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SequencedFrames;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Implements {@link BusChannel} over the link to the primary. While the primary has too much unread, a plain frame is dropped
 * and logged, and a sequenced one is not sent, so that {@link #sequence} returns false.
 * <p>
 * Thread: {@link #send} and {@link #sequence} from any; all else on the link's event loop.
 */
final class LinkBus implements BusChannel {
    private static final Logger LOG = Logger.getLogger(BusChannel.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final LogLimiter DROPPED = new LogLimiter();
    static final int MAX_BODY = LinkCodec.MAX_FRAME - LinkCodec.BUS_OVERHEAD;

    private final int self;
    private final LinkWriter writer;
    private final EarlyFrames early = new EarlyFrames();
    private @Nullable Listener listener;
    /** {@code null} before the primary has sent them. */
    private @Nullable Set<Integer> others;
    private volatile @Nullable String epoch;
    /** The last place that the listener has been notified of. */
    private long place;

    LinkBus(int self, LinkWriter writer) {
        this.self = self;
        this.writer = writer;
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isConnected() {
        return writer.isConnected();
    }

    @Override
    public void send(int to, byte[] body) {
        requireLength(body, MAX_BODY);
        if (!writer.write(new LinkMessage.Bus(self, to, body), body.length)) {
            DROPPED.logf(LOG, Logger.Level.ERROR, null,
                    "Dropped a bus frame of %d bytes: the primary has not read the %d MB before it", body.length,
                    LinkWriter.MAX_PENDING >> 20);
        }
    }

    @Override
    public boolean sequence(byte[] body) {
        requireLength(body, SequencedFrames.MAX_BODY);
        return isStarted() && writer.write(new Sequence(body), body.length);
    }

    private static void requireLength(byte[] body, int most) {
        if (body.length > most) {
            throw new IllegalArgumentException("a bus frame may have " + most + " bytes, not " + body.length);
        }
    }

    /**
     * Returns whether the primary has sent the start of the order. One of an earlier build does not, and saves no sessions
     * either.
     */
    boolean isStarted() {
        return epoch != null;
    }

    @Override
    public void listen(Listener only) {
        writer.execute(() -> {
            listener = only;
            if (others != null) {
                only.onMembers(others);
            }
            place = Math.max(place, early.dropped());
            notifyStart(only);
            early.drainTo(this::deliver, this::deliver);
        });
    }

    void on(LinkMessage.Bus frame) {
        if (listener == null) {
            early.add(frame);
        } else {
            deliver(frame);
        }
    }

    void on(SequenceStart start) {
        place = start.place();
        epoch = start.epoch();
        if (listener != null) {
            notifyStart(listener);
        }
    }

    private void notifyStart(Listener to) {
        String order = epoch;
        if (order != null) {
            notifyListener(self, () -> to.onStart(order, place));
        }
    }

    void on(Sequenced frame) {
        if (listener == null) {
            early.add(frame);
        } else {
            deliver(frame);
        }
    }

    private void deliver(LinkMessage.Bus frame) {
        Listener to = Objects.requireNonNull(listener);
        notifyListener(frame.from(), () -> to.onFrame(frame.from(), frame.body()));
    }

    private void deliver(Sequenced frame) {
        Listener to = Objects.requireNonNull(listener);
        place = frame.place();
        if (frame.from() == self) {
            notifyListener(self, () -> to.onPlaced(frame.place()));
        } else {
            notifyListener(frame.from(), () -> to.onSequenced(frame.place(), frame.from(), frame.body()));
        }
    }

    private static void notifyListener(int from, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A bus frame of worker incarnation %d could not be handled", from);
        }
    }

    void onMembers(Set<Integer> ready) {
        Set<Integer> now = new HashSet<>(ready);
        now.remove(self);
        Set<Integer> current = Set.copyOf(now);
        others = current;
        if (listener != null) {
            listener.onMembers(current);
        }
    }
}
