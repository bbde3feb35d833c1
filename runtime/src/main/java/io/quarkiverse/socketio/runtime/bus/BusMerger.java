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
 * Puts together what servers of one host say over two ways: plain messages over the bus of the host, sequenced ones over that
 * between hosts. On the first way each sequenced message has a mark at its place among the others of its sender: whichever of
 * the two comes first waits for the other one. Sequenced messages of all servers stay in their one order.
 * <p>
 * One of them may be lost, or from before this server began to listen. It is not waited for when a later one of the same sender
 * shows that, and no longer than some time.
 * <p>
 * Thread: guarded by its owner, but for the scheduler.
 */
final class BusMerger {
    /** How long one way may be behind the other one. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Consumer<Runnable> guard;
    private final Consumer<Consumer<Bus.Listener>> out;
    private final Map<String, Way> ways = new HashMap<>();
    private final Deque<Item> between = new ArrayDeque<>();
    /** Set while the first of {@link #between} waits for its mark. */
    private @Nullable Runnable limit;

    /** What one server says over the bus of this host. */
    private static final class Way {
        private final Deque<ClusterMessage> waiting = new ArrayDeque<>();
        /** The index of the last sequenced message that came, or is not waited for any more. */
        private long done;
        /** Set while the first message waits, which is a mark then. */
        private @Nullable Runnable limit;

        private boolean isBlocked() {
            return !waiting.isEmpty() && mark() > done;
        }

        /** The index of the first message if that is a mark. */
        private long mark() {
            return waiting.element() instanceof IndexedElsewhere mark ? mark.index() : 0;
        }

        private void end() {
            if (limit != null) {
                limit.run();
                limit = null;
            }
        }
    }

    /**
     * Something that came over the bus between hosts.
     *
     * @param from the sender, if it is on this host and marked the place on the other way
     */
    private record Item(@Nullable String from, long index, Consumer<Bus.Listener> call) {
    }

    /**
     * @param guard runs what the scheduler starts as the owner runs what it calls
     * @param out takes the calls of the listener, in order
     */
    BusMerger(Scheduler scheduler, Consumer<Runnable> guard, Consumer<Consumer<Bus.Listener>> out) {
        this.scheduler = scheduler;
        this.guard = guard;
        this.out = out;
    }

    /** A message, or a mark, over the bus of this host. */
    void onThisHost(String from, ClusterMessage message) {
        ways.computeIfAbsent(from, name -> new Way()).waiting.add(message);
        proceed();
    }

    /** A sequenced message of a server on this host, over the bus between hosts. */
    void marked(long place, String from, Indexed indexed) {
        between.add(new Item(from, indexed.index(), listener -> listener.onSequenced(place, from, indexed.message())));
        proceed();
    }

    /** All else that comes over the bus between hosts. */
    void betweenHosts(Consumer<Bus.Listener> call) {
        between.add(new Item(null, 0, call));
        proceed();
    }

    /** Servers that are gone, and have nothing waiting here, are forgotten. */
    void retainServers(Set<String> present) {
        ways.entrySet().removeIf(way -> !present.contains(way.getKey()) && way.getValue().waiting.isEmpty());
    }

    private void proceed() {
        do {
            ways.forEach(this::pass);
        } while (passFirst());
        ways.values().forEach(this::limit);
        if (!between.isEmpty() && limit == null) {
            limit = scheduler.schedule(PATIENCE, () -> guard.accept(this::giveUpMark));
        }
    }

    /** All up to the mark of a sequenced message that has not come. */
    private void pass(String from, Way way) {
        while (!way.waiting.isEmpty() && !way.isBlocked()) {
            ClusterMessage message = way.waiting.remove();
            if (message.kind() == MessageKind.INDEXED_ELSEWHERE) {
                way.end();
            } else {
                out.accept(listener -> listener.onMessage(from, message));
            }
        }
    }

    /** Whether something changed. */
    private boolean passFirst() {
        if (between.isEmpty()) {
            return false;
        }
        Item first = between.element();
        Way way = first.from == null ? null : ways.computeIfAbsent(first.from, name -> new Way());
        if (way != null && way.isBlocked() && way.mark() < first.index) { // what that mark is for was lost
            way.done = way.mark();
            return true;
        }
        if (way != null && !way.isBlocked() && way.done < first.index) {
            return false;
        }
        between.remove();
        out.accept(first.call);
        if (way != null) {
            way.done = Math.max(way.done, first.index);
        }
        if (limit != null) {
            limit.run();
            limit = null;
        }
        return true;
    }

    private void limit(Way way) {
        if (way.isBlocked() && way.limit == null) {
            way.limit = scheduler.schedule(PATIENCE, () -> guard.accept(() -> giveUpMessages(way)));
        }
    }

    /** What the marks of that server are for has not come in time. */
    private void giveUpMessages(Way way) {
        way.limit = null;
        for (ClusterMessage message : way.waiting) {
            if (message instanceof IndexedElsewhere mark) {
                way.done = mark.index();
            }
        }
        proceed();
    }

    /** The mark of the first message between hosts has not come in time, and those of its sender behind it have not either. */
    private void giveUpMark() {
        limit = null;
        String late = between.isEmpty() ? null : between.element().from;
        Way way = late == null ? null : ways.get(late);
        if (way != null) {
            for (Item item : between) {
                if (late.equals(item.from)) {
                    way.done = item.index;
                }
            }
            proceed();
        }
    }
}
