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
 * The logs of all namespaces of one server, and how far the one order of places has come here. A server without others gives
 * the places itself; others are told them by the sequencer of the cluster.
 * <p>
 * Thread: any.
 */
public final class EventLogs {
    private static final Logger LOG = Logger.getLogger(EventLogs.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What is kept of one namespace.
     *
     * @param time how long
     * @param bytes of packets
     */
    public record Limits(Duration time, int packets, long bytes, int sessions) {
    }

    private final Limits limits;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final MemoryBudget budget;
    private final Map<String, EventLog> logs = new ConcurrentHashMap<>();
    private final AtomicLong position = new AtomicLong();
    private volatile Offset.Format format = new Offset.Format(randomText());
    /** What this server was told of begins after this place. */
    private volatile long start;
    /** Some event up to this place did not come. */
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

    /** Returns the log of a namespace. */
    public EventLog of(String namespace) {
        return logs.computeIfAbsent(namespace, name -> {
            EventLog log = new EventLog(this, removed.get());
            if (closed) {
                log.close();
            }
            return log;
        });
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

    /** No log has all events before this place. */
    long floor() {
        return Math.max(start, lost);
    }

    /** Returns the place after which all events are kept of namespaces that have no log. */
    public long floorOfOthers() {
        return Math.max(floor(), removed.get());
    }

    /** Takes the next place, in a server without others. */
    long next() {
        return position.incrementAndGet();
    }

    /** The sequencer says in which epoch it is, and after which place this server is told all events. */
    public void start(String epoch, long place) {
        format = new Offset.Format(epoch);
        position.set(place);
        start = place;
    }

    /**
     * What another server kept was put before what is here.
     *
     * @param floor its {@link #floorOfOthers}
     */
    public void complete(long floor) {
        start = floor;
    }

    /** An event has that place. If some did not come, what was before them is not kept. */
    public void advance(long place) {
        if (place <= position.get()) {
            return;
        }
        if (place != position.get() + 1) {
            LOG.debugf("Events from place %d to %d did not come", position.get() + 1, place - 1);
            lost = place - 1;
        }
        position.set(place);
    }

    /** Returns an entry that another server has logged, as old as now. */
    public EventLog.Entry entry(long place, @Nullable EncodedPacket event, BroadcastOptions options) {
        return new EventLog.Entry(place, Offset.NONE, event, options, nanoTime());
    }

    /**
     * Does something when what came now is over.
     *
     * @return to cancel it; {@code null} if the process ends
     */
    public @Nullable Runnable scheduler(Runnable task) {
        return scheduler(limits.time(), task);
    }

    /** As {@link #scheduler(Runnable)}, after that time. */
    public @Nullable Runnable scheduler(Duration delay, Runnable task) {
        try {
            return scheduler.schedule(delay, task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The process ends, and with it all that is kept");
            return null;
        }
    }

    /** A log has nothing left. */
    void onEmpty(EventLog empty) {
        logs.values().removeIf(log -> log == empty && log.removeIfUnused(removed));
    }

    /** Nobody can come back any more; nothing is kept from now on. */
    public void close() {
        closed = true;
        logs.values().forEach(EventLog::close);
    }
}
