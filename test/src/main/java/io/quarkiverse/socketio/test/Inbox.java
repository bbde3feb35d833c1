package io.quarkiverse.socketio.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The events that have arrived and that no test took, in their order, and the calls that wait for one. It is full when the
 * events are too large together.
 * <p>
 * Thread: that of the client.
 */
final class Inbox {
    /** Of the memory of all events. */
    static final long MAX_BYTES = 64L << 20;

    /** A call that waits for an event, or if it names none for any, and fails at one of the others. */
    private record Waiter(@Nullable String event, Set<String> unwanted, CompletableFuture<ReceivedEvent> result) {

        /** Returns whether the event ends the call. */
        boolean offer(ReceivedEvent arrived) {
            if (takes(arrived)) {
                result.complete(arrived);
            } else if (unwanted.contains(arrived.name())) {
                result.completeExceptionally(new AssertionError(
                        "The event " + arrived + " has arrived before \"" + event + "\", which it must not"));
            }
            return result.isDone();
        }

        boolean takes(ReceivedEvent arrived) {
            return event == null || arrived.name().equals(event);
        }
    }

    private record Kept(ReceivedEvent event, long size) {
    }

    private final long maxBytes;
    private final Deque<Kept> events = new ArrayDeque<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private long bytes;

    Inbox() {
        this(MAX_BYTES);
    }

    Inbox(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An event has arrived, which takes that memory; returns false if there is no room for it. */
    boolean add(ReceivedEvent event, long size) {
        boolean taken = false;
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext() && !taken;) {
            Waiter waiter = all.next();
            if (waiter.offer(event)) {
                all.remove();
                taken = waiter.takes(event);
            }
        }
        if (taken) {
            return true;
        }
        if (bytes + size > maxBytes) {
            return false;
        }
        events.add(new Kept(event, size));
        bytes += size;
        return true;
    }

    /**
     * Returns the first event, which is taken; fails if one of the unwanted ones comes before.
     *
     * @param event its name; {@code null} for any
     */
    CompletableFuture<ReceivedEvent> take(@Nullable String event, Set<String> unwanted) {
        Waiter waiter = new Waiter(event, unwanted, new CompletableFuture<>());
        for (Iterator<Kept> all = events.iterator(); all.hasNext();) {
            Kept arrived = all.next();
            if (waiter.offer(arrived.event())) {
                if (waiter.takes(arrived.event())) {
                    all.remove();
                    bytes -= arrived.size();
                }
                return waiter.result();
            }
        }
        waiters.add(waiter);
        return waiter.result();
    }

    /** Ends a call whose time is over. */
    void cancel(CompletableFuture<ReceivedEvent> result) {
        waiters.removeIf(waiter -> waiter.result() == result);
    }

    /** Ends all calls: no more events arrive on this connection. */
    void fail(String cause) {
        List<Waiter> failed = List.copyOf(waiters);
        waiters.clear();
        failed.forEach(waiter -> waiter.result().completeExceptionally(new AssertionError(
                missing(waiter.event()) + " can arrive any more: " + cause + "; " + describe())));
    }

    /** Returns the beginning of the message that an event did not arrive. */
    static String missing(@Nullable String event) {
        return event == null ? "No event" : "No event \"" + event + "\"";
    }

    List<ReceivedEvent> untaken() {
        return events.stream().map(Kept::event).toList();
    }

    String describe() {
        return EventText.list(untaken());
    }
}
