package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
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
 * A message that got no place comes over the bus of the host after its mark, with its index.
 * <p>
 * A message or mark may be lost, or be from before this server began to listen. The wait ends when a later one of the same
 * sender shows that, or after a timeout. The sender is then asked for the message, which it may have received itself: the bus
 * between hosts can end between its deliveries to two servers.
 * <p>
 * Thread: guarded by its owner, except for the timers.
 */
final class BusMerger {
    /** How long one bus may be behind the other. */
    static final Duration MAX_DELAY = Duration.ofSeconds(1);
    /** Older ones are not expected any more. */
    private static final int MAX_INDEXES = 10_000;

    private final Scheduler scheduler;
    private final Consumer<Runnable> guard;
    private final Consumer<Consumer<Bus.Listener>> out;
    private final BiConsumer<String, List<Long>> fetch;
    private final Map<String, SenderQueue> senders = new HashMap<>();
    private final Deque<Item> between = new ArrayDeque<>();
    /** Cancels the timer that runs while the first of {@link #between} waits for its mark. */
    private @Nullable Runnable cancelTimer;

    /** The messages of one server over the bus of this host. */
    private static final class SenderQueue {
        private final Deque<ClusterMessage> waiting = new ArrayDeque<>();
        /** The index of the last sequenced message that was received, or is not waited for any more. */
        private long done;
        /** The indexes of sequenced messages that came over the bus of the host, as they got no place; at most so many. */
        private final Set<Long> unplaced = new LinkedHashSet<>();
        /** The indexes of marks whose messages were not received, and are not waited for any more; at most so many. */
        private final Set<Long> missing = new LinkedHashSet<>();
        /** Those of them that were not fetched yet. */
        private final List<Long> unfetched = new ArrayList<>();
        /** Set while the first message waits, which is a mark then. */
        private @Nullable Runnable cancelTimer;

        private boolean isBlocked() {
            return !waiting.isEmpty() && mark() > done;
        }

        /** The index of the first message if that is a mark. */
        private long mark() {
            return waiting.element() instanceof IndexedElsewhere mark ? mark.index() : 0;
        }

        /** A message came over the bus of the host; returns false if it has been received before. */
        private boolean addUnplaced(long index) {
            boolean late = missing.remove(index);
            if (index <= done && !late) {
                return false;
            }
            giveUp(index - 1);
            done = Math.max(done, index);
            add(unplaced, index);
            return true;
        }

        /** Does not wait any more for messages up to that index. */
        private void giveUp(long index) {
            for (ClusterMessage message : waiting) {
                if (message instanceof IndexedElsewhere mark && mark.index() > done && mark.index() <= index) {
                    add(missing, mark.index());
                    unfetched.add(mark.index());
                }
            }
            done = Math.max(done, index);
        }

        private static void add(Set<Long> indexes, long index) {
            indexes.add(index);
            if (indexes.size() > MAX_INDEXES) {
                indexes.remove(indexes.iterator().next());
            }
        }

        /** The greatest index of the marks. */
        private long lastMark() {
            long last = 0;
            for (ClusterMessage message : waiting) {
                last = message instanceof IndexedElsewhere mark ? mark.index() : last;
            }
            return last;
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
     * @param fetch asks a server of this host for messages of its, by their indexes, which then come over the bus of the host
     */
    BusMerger(Scheduler scheduler, Consumer<Runnable> guard, Consumer<Consumer<Bus.Listener>> out,
            BiConsumer<String, List<Long>> fetch) {
        this.scheduler = scheduler;
        this.guard = guard;
        this.out = out;
        this.fetch = fetch;
    }

    /** Adds a message, or a mark, of the bus of this host. */
    void onThisHost(String from, ClusterMessage message) {
        SenderQueue sender = senders.computeIfAbsent(from, name -> new SenderQueue());
        if (!(message instanceof Indexed unplaced)
                || !isBetween(from, unplaced.index()) && sender.addUnplaced(unplaced.index())) {
            sender.waiting.add(message);
            proceed();
        }
    }

    /** Whether a message has been received, and waits for those before it. */
    private boolean isBetween(String from, long index) {
        return between.stream().anyMatch(item -> item.index == index && from.equals(item.from));
    }

    /** Adds a sequenced message of a server on this host, of the bus between hosts. */
    void marked(long place, String from, Indexed indexed) {
        SenderQueue sender = senders.get(from);
        if (sender != null && sender.unplaced.remove(indexed.index())) {
            betweenHosts(listener -> listener.onPlacedLate(place, indexed.message()));
        } else {
            if (sender != null) {
                sender.missing.remove(indexed.index());
            }
            between.add(new Item(from, indexed.index(), listener -> listener.onSequenced(place, from, indexed.message())));
            proceed();
        }
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
        senders.forEach(this::fetch);
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
            } else if (message instanceof Indexed unplaced) {
                out.accept(listener -> listener.onMessage(from, unplaced.message()));
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
            sender.giveUp(sender.mark());
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

    private void fetch(String from, SenderQueue sender) {
        if (!sender.unfetched.isEmpty()) {
            fetch.accept(from, List.copyOf(sender.unfetched));
            sender.unfetched.clear();
        }
    }

    private void startTimer(SenderQueue sender) {
        if (sender.isBlocked() && sender.cancelTimer == null) {
            sender.cancelTimer = scheduler.schedule(MAX_DELAY, () -> guard.accept(() -> giveUpMessages(sender)));
        }
    }

    /** The messages of that server's marks have not arrived in time. */
    private void giveUpMessages(SenderQueue sender) {
        sender.cancelTimer = null;
        sender.giveUp(sender.lastMark());
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
