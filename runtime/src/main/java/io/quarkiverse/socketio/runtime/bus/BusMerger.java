package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.HostMessages.Indexed;
import io.quarkiverse.socketio.runtime.bus.HostMessages.IndexedElsewhere;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Merges the messages of two buses in the order of their senders: plain messages of servers on this host arrive over the bus of
 * the host, sequenced ones over that between hosts. On the first bus each sequenced message has a mark at its position among
 * the others of its sender: whichever of the two arrives first waits for the other. Sequenced messages of all servers stay in
 * their one order.
 * <p>
 * A message or mark may be lost, or be from before this server began to listen. The wait ends when a later one of the same
 * sender shows that, or after a timeout.
 * <p>
 * Thread: guarded by its owner, except for the timers.
 */
final class BusMerger {
    /** How long one bus may be behind the other. */
    static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Consumer<Runnable> guard;
    private final Consumer<Consumer<Bus.Listener>> out;
    private final Map<String, SenderQueue> senders = new HashMap<>();
    private final Deque<Item> between = new ArrayDeque<>();
    /** Cancels the timer that runs while the first of {@link #between} waits for its mark. */
    private @Nullable Runnable cancelTimer;

    /** The messages of one server over the bus of this host. */
    private static final class SenderQueue {
        private final Deque<ClusterMessage> waiting = new ArrayDeque<>();
        /** The index of the last sequenced message that was received, or is not waited for any more. */
        private long done;
        /** Set while the first message waits, which is a mark then. */
        private @Nullable Runnable cancelTimer;

        private boolean isBlocked() {
            return !waiting.isEmpty() && mark() > done;
        }

        /** The index of the first message if that is a mark. */
        private long mark() {
            return waiting.element() instanceof IndexedElsewhere mark ? mark.index() : 0;
        }

        private void stopTimer() {
            if (cancelTimer != null) {
                cancelTimer.run();
                cancelTimer = null;
            }
        }
    }

    /**
     * A call for the listener that came over the bus between hosts.
     *
     * @param from the sender, if it is on this host and marks the position on the other bus
     */
    private record Item(@Nullable String from, long index, Consumer<Bus.Listener> call) {
    }

    /**
     * @param guard runs what timers start under the owner's lock
     * @param out takes the calls of the listener, in order
     */
    BusMerger(Scheduler scheduler, Consumer<Runnable> guard, Consumer<Consumer<Bus.Listener>> out) {
        this.scheduler = scheduler;
        this.guard = guard;
        this.out = out;
    }

    /** Adds a message, or a mark, of the bus of this host. */
    void onThisHost(String from, ClusterMessage message) {
        senders.computeIfAbsent(from, name -> new SenderQueue()).waiting.add(message);
        proceed();
    }

    /** Adds a sequenced message of a server on this host, of the bus between hosts. */
    void marked(long place, String from, Indexed indexed) {
        between.add(new Item(from, indexed.index(), listener -> listener.onSequenced(place, from, indexed.message())));
        proceed();
    }

    /** Adds any other call of the bus between hosts. */
    void betweenHosts(Consumer<Bus.Listener> call) {
        between.add(new Item(null, 0, call));
        proceed();
    }

    /** Forgets servers that are gone and have no message waiting here. */
    void retainServers(Set<String> present) {
        senders.entrySet().removeIf(sender -> !present.contains(sender.getKey()) && sender.getValue().waiting.isEmpty());
    }

    private void proceed() {
        do {
            senders.forEach(this::pass);
        } while (passFirst());
        senders.values().forEach(this::startTimer);
        if (!between.isEmpty() && cancelTimer == null) {
            cancelTimer = scheduler.schedule(MAX_DELAY, () -> guard.accept(this::giveUpMark));
        }
    }

    /** Passes all messages up to the mark of a sequenced message that has not arrived. */
    private void pass(String from, SenderQueue sender) {
        while (!sender.waiting.isEmpty() && !sender.isBlocked()) {
            ClusterMessage message = sender.waiting.remove();
            if (message instanceof IndexedElsewhere) {
                sender.stopTimer();
            } else {
                out.accept(listener -> listener.onMessage(from, message));
            }
        }
    }

    /** Passes the first call of the bus between hosts; returns whether something changed. */
    private boolean passFirst() {
        if (between.isEmpty()) {
            return false;
        }
        Item first = between.element();
        SenderQueue sender = first.from == null ? null : senders.computeIfAbsent(first.from, name -> new SenderQueue());
        if (sender != null && sender.isBlocked() && sender.mark() < first.index) { // the message of that mark was lost
            sender.done = sender.mark();
            return true;
        }
        if (sender != null && !sender.isBlocked() && sender.done < first.index) {
            return false;
        }
        between.remove();
        out.accept(first.call);
        if (sender != null) {
            sender.done = Math.max(sender.done, first.index);
        }
        if (cancelTimer != null) {
            cancelTimer.run();
            cancelTimer = null;
        }
        return true;
    }

    private void startTimer(SenderQueue sender) {
        if (sender.isBlocked() && sender.cancelTimer == null) {
            sender.cancelTimer = scheduler.schedule(MAX_DELAY, () -> guard.accept(() -> giveUpMessages(sender)));
        }
    }

    /** The messages of that server's marks have not arrived in time. */
    private void giveUpMessages(SenderQueue sender) {
        sender.cancelTimer = null;
        for (ClusterMessage message : sender.waiting) {
            if (message instanceof IndexedElsewhere mark) {
                sender.done = mark.index();
            }
        }
        proceed();
    }

    /** The mark of the first message between hosts has not arrived in time, nor have those of its sender behind it. */
    private void giveUpMark() {
        cancelTimer = null;
        String late = between.isEmpty() ? null : between.element().from;
        if (late == null) {
            return;
        }
        SenderQueue sender = senders.get(late);
        if (sender != null) {
            for (Item item : between) {
                if (late.equals(item.from)) {
                    sender.done = item.index;
                }
            }
            proceed();
        }
    }
}
