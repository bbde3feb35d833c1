package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Reads all entries of several streams, each in order. It begins with the entries of some time before it was started, and goes
 * on from the last one that it read when the connection is lost and returns. Where the stream has dropped entries that were
 * not read, it starts again.
 * <p>
 * Thread: that of the port, on which the listener is called; {@link #skipEarlier} any.
 */
final class StreamReader {
    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final LogLimiter LOST = new LogLimiter();
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** The most entries of the first read, as nothing is known about their size. */
    private static final int FIRST_COUNT = 10;

    /**
     * @param count the most entries that are read of a stream at a time
     * @param block how long to wait for new entries
     * @param earlier of what time entries are read that are there at the start
     * @param bytes about the most bytes that are read at a time
     */
    record Settings(Set<String> streams, int count, Duration block, Duration earlier, long bytes) {
    }

    /** Receives the entries. Thread: that of the port. */
    interface Listener {
        /** All entries after that one are passed; called again where some before it were lost. */
        void onStart(String stream, StreamId after);

        /** @param earlier whether they were there at the start */
        void onEntries(String stream, List<StreamEntry> entries, boolean earlier);

        /** All entries that were there at the start have been passed. */
        void onCaughtUp();
    }

    /** How far a stream is read. */
    private static final class Position {
        private StreamId last;
        /** The last entry that was there at the start; {@code null} when it is passed. */
        private @Nullable StreamId lastEarlier;
        /** Whether entries after the last one may have been dropped by the stream. */
        private boolean unsure;

        Position(StreamId last, @Nullable StreamId lastEarlier) {
            this.last = last;
            this.lastEarlier = lastEarlier;
        }
    }

    private final Settings settings;
    private final RedisStreams streams;
    private final Scheduler scheduler;
    private final Listener listener;
    private final Map<String, Position> positions = new ConcurrentHashMap<>();
    private int count;
    /** Whether there may be entries that were not read. */
    private boolean behind;
    /** How often the last command has failed. */
    private int failures;
    private boolean caughtUp;
    /** Counts the connections; what an earlier one returns is ignored. */
    private final AtomicInteger connection = new AtomicInteger();
    private volatile boolean skipping;

    StreamReader(Settings settings, RedisStreams streams, Scheduler scheduler, Listener listener) {
        this.settings = settings;
        this.streams = streams;
        this.scheduler = scheduler;
        this.listener = listener;
        this.count = Math.min(FIRST_COUNT, settings.count());
    }

    /** Passes no entries any more that were there at the start. */
    void skipEarlier() {
        skipping = true;
    }

    void onConnected() {
        int present = connection.incrementAndGet();
        behind = true;
        positions.values().forEach(position -> position.unsure = true);
        start(present);
    }

    void onDisconnected() {
        connection.incrementAndGet();
    }

    /** Calls an action with the result, unless the connection was lost; after a failure, everything is tried again. */
    private <T> void then(int run, CompletionStage<T> result, Consumer<T> action) {
        result.whenComplete((value, failure) -> {
            if (run != connection.get()) {
                return;
            }
            Throwable problem = failure == null ? attempt(() -> action.accept(value)) : failure;
            if (problem == null) {
                failures = 0;
            } else {
                failures++;
                FAILURES.logf(LOG, failures > 1 ? Logger.Level.WARN : Logger.Level.DEBUG, null, // the first may be the last
                        "The streams %s cannot be read, which is tried again: %s", settings.streams(), problem.getMessage());
                scheduler.schedule(RETRY, () -> {
                    if (run == connection.get()) {
                        start(run);
                    }
                });
            }
        });
    }

    private static @Nullable Throwable attempt(Runnable action) {
        try {
            action.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Finds where to start in the streams that are not read yet, and reads. */
    private void start(int run) {
        for (String stream : settings.streams()) {
            if (!positions.containsKey(stream)) {
                then(run, findStart(stream), position -> {
                    positions.put(stream, position);
                    listener.onStart(stream, position.last);
                    start(run);
                });
                return;
            }
        }
        read(run);
    }

    private CompletionStage<Position> findStart(String stream) {
        return streams.last(stream).thenCompose(last -> {
            if (last == null || skipping || settings.earlier().isZero()) {
                return CompletableFuture.completedFuture(new Position(last == null ? StreamId.ZERO : last, null));
            }
            return streams.first(stream).thenApply(first -> {
                StreamId from = last.minusMillis(settings.earlier().toMillis());
                StreamId start = first != null && first.isAfter(from) ? first.previous() : from;
                return new Position(start, last);
            });
        });
    }

    private void read(int run) {
        Map<String, StreamId> after = new LinkedHashMap<>();
        positions.forEach((stream, position) -> after.put(stream, position.last));
        int most = count;
        then(run, streams.read(after, most, behind ? Duration.ZERO : settings.block()),
                entries -> check(run, entries, unsure(entries, most), () -> {
                    pass(entries, most);
                    read(run);
                }));
    }

    /** Returns the streams that may have dropped entries that were not read: those of which much was not read. */
    private List<String> unsure(Map<String, List<StreamEntry>> entries, int most) {
        List<String> unsure = new ArrayList<>();
        positions.forEach((stream, position) -> {
            if (position.unsure || entries.getOrDefault(stream, List.of()).size() >= most) {
                unsure.add(stream);
            }
        });
        return unsure;
    }

    /** Compares what was read of streams with the first entry that they have, and then runs {@code next}. */
    private void check(int run, Map<String, List<StreamEntry>> entries, List<String> unsure, Runnable next) {
        if (unsure.isEmpty()) {
            next.run();
            return;
        }
        String stream = unsure.get(0);
        then(run, streams.first(stream), first -> {
            Position position = positions.get(stream);
            if (position != null) {
                check(stream, position, first, entries.getOrDefault(stream, List.of()));
            }
            check(run, entries, unsure.subList(1, unsure.size()), next);
        });
    }

    private void check(String stream, Position position, @Nullable StreamId first, List<StreamEntry> entries) {
        boolean neverDropped = position.last.equals(StreamId.ZERO)
                && (!position.unsure || entries.size() < FIRST_COUNT); // it was empty, and is short or new
        boolean complete = neverDropped || first != null && !first.isAfter(position.last);
        position.unsure = false;
        StreamId lost = entries.isEmpty() ? position.last.next() : entries.get(0).id().previous();
        if (!complete && lost.isAfter(position.last)) {
            LOST.logf(LOG, Logger.Level.WARN, null, "The stream %s has dropped entries after %s that this server did not read",
                    stream, position.last);
            listener.onStart(stream, lost);
        }
    }

    private void pass(Map<String, List<StreamEntry>> entries, int most) {
        behind = false;
        long bytes = 0;
        for (Map.Entry<String, Position> stream : positions.entrySet()) {
            List<StreamEntry> read = entries.getOrDefault(stream.getKey(), List.of());
            pass(stream.getKey(), stream.getValue(), read, read.size() >= most);
            behind |= read.size() >= most;
            bytes += StreamEntry.bytes(read);
        }
        count = bytes > settings.bytes() ? Math.max(1, most / 2) : Math.min(settings.count(), 2 * most);
        if (!caughtUp && positions.values().stream().allMatch(position -> position.lastEarlier == null)) {
            caughtUp = true;
            listener.onCaughtUp();
        }
    }

    private void pass(String stream, Position position, List<StreamEntry> entries, boolean more) {
        int later = 0;
        StreamId lastEarlier = position.lastEarlier;
        if (lastEarlier != null && skipping) {
            listener.onStart(stream, lastEarlier);
        }
        while (lastEarlier != null && later < entries.size() && !entries.get(later).id().isAfter(lastEarlier)) {
            later++;
        }
        if (later > 0 && !skipping) {
            listener.onEntries(stream, entries.subList(0, later), true);
        }
        if (later < entries.size()) {
            listener.onEntries(stream, entries.subList(later, entries.size()), false);
        }
        position.lastEarlier = more && later == entries.size() ? lastEarlier : null;
        position.last = entries.isEmpty() ? position.last : entries.get(entries.size() - 1).id();
    }
}
