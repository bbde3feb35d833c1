package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * The event logs of all namespaces of one server, and its position: the place of the last kept event that it received. A server
 * without others assigns the places itself; in a cluster the sequencer does.
 * <p>
 * Thread: any.
 */
public final class EventLogs {
    private static final Logger LOG = Logger.getLogger(EventLogs.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * The limits of each namespace.
     *
     * @param time how long events and sessions are kept
     * @param packets how many events are kept
     * @param bytes how many bytes of events are kept
     * @param sessions how many sessions are kept
     */
    public record Limits(Duration time, int packets, long bytes, int sessions) {
    }

    private final Limits limits;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final MemoryBudget budget;
    private final Map<String, EventLog> logs = new ConcurrentHashMap<>();
    private final AtomicLong position = new AtomicLong();
    /** Whether the places are entries of a stream, which are not consecutive. */
    private volatile boolean ofStream;
    private volatile Offset.Format format = new Offset.EpochFormat(randomText());
    /** This server received all events after this place. */
    private volatile long start;
    /** The highest place of an event that was not received. */
    private volatile long lost;
    /** No log that was removed, as it was empty, had an event after this place. */
    private final AtomicLong removed = new AtomicLong();
    private volatile boolean closed;

    public EventLogs(Limits limits, Scheduler scheduler, LongSupplier nanoTime, MemoryBudget budget) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.budget = budget;
    }

    private static String randomText() {
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    /** Returns the log of a namespace. It is removed when it is empty, unless somebody has opened it. */
    public EventLog of(String namespace) {
        return logs.computeIfAbsent(namespace, this::create);
    }

    /** Opens the log of a namespace: it stays until {@link EventLog#release}. */
    public EventLog open(String namespace) {
        return logs.compute(namespace, (name, present) -> {
            EventLog log = present == null ? create(name) : present;
            log.addUser();
            return log;
        });
    }

    private EventLog create(String namespace) {
        EventLog log = new EventLog(this, namespace, removed.get());
        if (closed) {
            log.close();
        }
        return log;
    }

    /** Passes each log with the name of its namespace. */
    public void forEach(BiConsumer<String, EventLog> action) {
        logs.forEach(action);
    }

    public Limits limits() {
        return limits;
    }

    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    MemoryBudget budget() {
        return budget;
    }

    Offset.Format format() {
        return format;
    }

    /** Returns the place of the last event. */
    public long position() {
        return position.get();
    }

    /** Returns the place up to which no log is complete. */
    long floor() {
        return Math.max(start, lost);
    }

    /** Returns the place after which the namespaces without a log have no event. */
    public long floorOfOthers() {
        return Math.max(floor(), removed.get());
    }

    /** Assigns the next place, on a server without others. */
    long next() {
        return position.incrementAndGet();
    }

    /**
     * Takes places from a sequencer that is a stream: they are not consecutive, and {@link #start} tells what was lost. To be
     * called before anything is kept.
     */
    public void useStream(Offset.Format entries) {
        ofStream = true;
        format = entries;
    }

    boolean isOfStream() {
        return ofStream;
    }

    /** Starts in an epoch of the sequencer, after whose place this server receives all events. */
    public void start(String epoch, long place) {
        if (!ofStream) {
            format = new Offset.EpochFormat(epoch);
        }
        position.set(place);
        start = place;
    }

    /**
     * The events that another server kept were added before those that are here.
     *
     * @param floor its {@link #floorOfOthers}
     */
    public void complete(long floor) {
        start = floor;
    }

    /** Moves the position to the place of an event. After a gap, nothing before it counts as kept. */
    public void advance(long place) {
        if (place <= position.get()) {
            return;
        }
        if (!ofStream && place != position.get() + 1) {
            LOG.debugf("Events from place %d to %d did not come", position.get() + 1, place - 1);
            lost = place - 1;
        }
        position.set(place);
    }

    /** Returns an entry that another server logged. Its age starts now. */
    public EventLog.Entry entry(long place, @Nullable EncodedPacket event, BroadcastOptions options) {
        return new EventLog.Entry(place, Offset.NONE, event, options, nanoTime(), null);
    }

    /**
     * Runs a task when what is logged now has expired.
     *
     * @return cancels it; {@code null} if the process ends
     */
    public @Nullable Runnable schedule(Runnable task) {
        return schedule(limits.time(), task);
    }

    /** As {@link #schedule(Runnable)}, after a delay. */
    public @Nullable Runnable schedule(Duration delay, Runnable task) {
        try {
            return scheduler.schedule(delay, task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The process ends, and with it all that is kept");
            return null;
        }
    }

    /** Removes a log if it is empty and nobody has opened it. */
    void onUnused(String namespace, EventLog unused) {
        logs.computeIfPresent(namespace,
                (name, present) -> present == unused && present.removeIfUnused(removed) ? null : present);
    }

    /** Drops all events; nothing is kept from now on. */
    public void close() {
        closed = true;
        logs.values().forEach(EventLog::close);
    }
}
