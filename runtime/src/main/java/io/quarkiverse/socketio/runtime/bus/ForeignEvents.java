package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.HostMessages.Imported;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * The kept messages of other hosts that have no place in the order of this host yet. All servers of the host receive them; the
 * oldest one sequences them for all, and the others keep them until that has happened, so that the next oldest can go on if
 * that server ends. A message that nobody sequences is delivered without a place after a time.
 * <p>
 * A message is found again by its key, a hash of its content: equal messages need not be told apart.
 * <p>
 * Thread: guarded by its owner.
 */
final class ForeignEvents {
    /** A message waits for one to two of these periods. */
    static final Duration PERIOD = Duration.ofSeconds(1);
    /** Beyond, messages are delivered without a place at once. */
    private static final long MAX_BYTES = 16_000_000;
    private static final int MESSAGE_BYTES = 200;

    private final Scheduler scheduler;
    private final Runnable expire;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** The keys of messages that were sequenced before this server received them, with their numbers. */
    private Map<Long, Integer> early = new HashMap<>();
    /** As {@link #early}, of the period before. */
    private Map<Long, Integer> earlier = new HashMap<>();
    private long bytes;
    private long period;
    private @Nullable Runnable cancelTimer;

    /**
     * A message that waits.
     *
     * @param imported to be sequenced; {@code null} for a message that gets no place, and waits for those before it
     * @param call delivers the message without a place
     */
    private record Waiting(@Nullable Imported imported, Consumer<Bus.Listener> call, long bytes, long period) {
    }

    /** @param expire calls {@link #endPeriod}, guarded */
    ForeignEvents(Scheduler scheduler, Runnable expire) {
        this.scheduler = scheduler;
        this.expire = expire;
    }

    /**
     * Adds a message that was received from another host.
     *
     * @return what is to be sequenced; {@code null} if it has been already
     */
    @Nullable
    Imported add(String from, ClusterMessage message) {
        FieldWriter fields = new FieldWriter().string(message.namespace());
        message.write(fields);
        byte[] body = fields.toByteArray();
        Imported imported = new Imported(Imported.key(from, body), from, message);
        if (remove(early, imported.key()) || remove(earlier, imported.key())) {
            return null;
        }
        add(new Waiting(imported, listener -> listener.onMessage(from, message), body.length + (long) MESSAGE_BYTES, period));
        return imported;
    }

    private void add(Waiting message) {
        waiting.add(message);
        bytes += message.bytes;
        startTimer();
    }

    /** Adds a message that gets no place, behind those that wait; returns false if none does. */
    boolean addBehind(Consumer<Bus.Listener> call) {
        if (waiting.isEmpty()) {
            return false;
        }
        add(new Waiting(null, call, MESSAGE_BYTES, period));
        return true;
    }

    /** Whether no more messages should wait. */
    boolean isFull() {
        return bytes > MAX_BYTES;
    }

    private static boolean remove(Map<Long, Integer> keys, long key) {
        Integer number = keys.remove(key);
        if (number != null && number > 1) {
            keys.put(key, number - 1);
        }
        return number != null;
    }

    /**
     * A message was sequenced: it waits no more.
     *
     * @return the calls for the messages behind it that need not wait any more
     */
    List<Consumer<Bus.Listener>> onSequenced(long key) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext();) {
            Waiting next = each.next();
            if (next.imported != null && next.imported.key() == key) {
                each.remove();
                bytes -= next.bytes;
                return removeWhile(first -> first.imported == null);
            }
        }
        early.merge(key, 1, Integer::sum);
        startTimer();
        return List.of();
    }

    private List<Consumer<Bus.Listener>> removeWhile(Predicate<Waiting> condition) {
        List<Consumer<Bus.Listener>> calls = new ArrayList<>();
        while (!waiting.isEmpty() && condition.test(waiting.element())) {
            Waiting first = waiting.remove();
            bytes -= first.bytes;
            calls.add(first.call);
        }
        return calls;
    }

    /** Returns the messages that have to be sequenced, in their order. */
    List<Imported> unsequenced() {
        return waiting.stream().map(Waiting::imported).filter(Objects::nonNull).toList();
    }

    private void startTimer() {
        if (cancelTimer == null) {
            cancelTimer = scheduler.schedule(PERIOD, expire);
        }
    }

    /** Returns the calls for the messages that have waited long enough. */
    List<Consumer<Bus.Listener>> endPeriod() {
        List<Consumer<Bus.Listener>> calls = removeWhile(first -> first.imported == null || first.period < period);
        earlier = early;
        early = new HashMap<>();
        period++;
        cancelTimer = null;
        if (!waiting.isEmpty() || !earlier.isEmpty()) {
            startTimer();
        }
        return calls;
    }

    void close() {
        if (cancelTimer != null) {
            cancelTimer.run();
        }
        waiting.clear();
    }
}
