package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Servers of one process whose buses keep the contract of {@link Bus}, and nothing more: each message takes a random virtual
 * time, different for each receiver, so that messages of different servers, and responses to them, arrive in any order; some
 * messages are repeated, which the bus drops; each server learns late of the others. The same seed and the same calls give the
 * same order.
 * <p>
 * Messages go to a broker, which gives places, and from there to their receivers. No message overtakes another one of its
 * sender on its way to the broker, nor one of its sender, or one with a lower place, on its way from there.
 * <p>
 * Thread: that of the test.
 */
public final class HostileHub {
    /** The longest time of a message on one of its two ways; one in three takes up to it. */
    public static final Duration SLOWEST = Duration.ofMillis(1000);
    private static final Duration FAST = Duration.ofMillis(50);
    private static final int SLOW = 3;
    /** One in this number of messages is repeated. */
    private static final int REPEATED = 4;

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparing(Event::at).thenComparing(Event::number));
    /** Sorted by name, so that the order is the same in each run. */
    private final Map<String, HostileBus> all = new TreeMap<>();
    /** Arrival times of the last message of each way that keeps its order. */
    private final Map<List<String>, Long> arrivals = new HashMap<>();
    private final String epoch;
    private long now;
    private long eventNumber;
    private long messageNumber;
    private long place;

    private record Event(long at, long number, Runnable task) {
    }

    /**
     * @param to one server; {@code null} for all
     * @param placement of a sequenced message
     */
    private record Envelope(long number, HostileBus from, @Nullable String to, Bus.@Nullable Placement placement,
            ClusterMessage message) {
    }

    public HostileHub(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.epoch = "epoch" + seed;
    }

    /** Creates the bus of a server of that name. */
    public Bus join(String name) {
        return new HostileBus(name);
    }

    /** Delivers up to this number of messages; returns the number, which is lower only if none is left. */
    public int steps(int most) {
        int done = 0;
        while (done < most && !events.isEmpty()) {
            Event event = events.remove();
            now = event.at;
            event.task.run();
            done++;
        }
        return done;
    }

    /** Delivers all messages. */
    public void settle() {
        if (steps(1_000_000) == 1_000_000) {
            throw new AssertionError("messages never end");
        }
    }

    /** Delivers the messages that arrive in that time. */
    public void advance(Duration time) {
        long end = now + time.toMillis();
        while (!events.isEmpty() && events.element().at <= end) {
            steps(1);
        }
        now = end;
    }

    /** Schedules a delivery at a random time, but not before earlier ones on the same way. */
    private long arrival(List<List<String>> lanes) {
        Duration most = random.nextInt(SLOW) == 0 ? SLOWEST : FAST;
        long at = now + random.nextInt((int) most.toMillis());
        for (List<String> lane : lanes) {
            at = Math.max(at, arrivals.getOrDefault(lane, 0L));
        }
        for (List<String> lane : lanes) {
            arrivals.put(lane, at);
        }
        return at;
    }

    private void at(long time, Runnable task) {
        events.add(new Event(time, eventNumber++, task));
    }

    private void toBroker(Envelope envelope) {
        at(arrival(List.of(List.of("from", envelope.from.name))), () -> relay(envelope));
    }

    private void relay(Envelope envelope) {
        Bus.Placement placement = envelope.placement;
        long stamp = placement != null ? ++place : 0;
        for (HostileBus bus : all.values()) {
            if (bus == envelope.from) {
                if (placement != null) {
                    at(arrival(List.of(List.of("places", bus.name))), () -> bus.placed(placement, stamp));
                }
            } else if (envelope.to == null || envelope.to.equals(bus.name)) {
                deliver(envelope, stamp, bus);
                if (random.nextInt(REPEATED) == 0) {
                    deliver(envelope, stamp, bus);
                }
            }
        }
    }

    private void deliver(Envelope envelope, long stamp, HostileBus to) {
        List<String> fromSender = List.of("pair", envelope.from.name, to.name);
        long at = arrival(envelope.placement != null ? List.of(fromSender, List.of("places", to.name)) : List.of(fromSender));
        at(at, () -> to.receive(envelope, stamp));
    }

    private void notifyPeers() {
        for (HostileBus bus : all.values()) {
            Set<String> others = new HashSet<>(all.keySet());
            others.remove(bus.name);
            at(arrival(List.of(List.of("peers", bus.name))), () -> bus.peers(others));
        }
    }

    private final class HostileBus implements Bus {
        private final String name;
        /** The number of the last message received from each sender. */
        private final Map<HostileBus, Long> received = new HashMap<>();
        private @Nullable Listener listener;

        HostileBus(String name) {
            this.name = name;
        }

        private void receive(Envelope envelope, long stamp) {
            if (listener == null || received.getOrDefault(envelope.from, 0L) >= envelope.number) {
                return;
            }
            received.put(envelope.from, envelope.number);
            if (envelope.placement != null) {
                listener.onSequenced(stamp, envelope.from.name, envelope.message);
            } else {
                listener.onMessage(envelope.from.name, envelope.message);
            }
        }

        private void placed(Placement placement, long own) {
            if (listener != null) {
                placement.onPlaced(own);
            }
        }

        private void peers(Set<String> others) {
            if (listener != null) {
                listener.onPeers(others);
            }
        }

        private void post(@Nullable String to, @Nullable Placement placement, ClusterMessage message) {
            toBroker(new Envelope(++messageNumber, this, to, placement, message));
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public void publish(ClusterMessage message) {
            if (isConnected()) {
                post(null, null, message);
            }
        }

        @Override
        public void send(String server, ClusterMessage message) {
            if (isConnected()) {
                post(server, null, message);
            }
        }

        @Override
        public boolean sequence(ClusterMessage message, Placement placement) {
            boolean sent = isConnected();
            if (sent) {
                post(null, placement, message);
            }
            return sent;
        }

        @Override
        public void listen(Listener only) {
            listener = only;
            all.put(name, this);
            long start = place;
            at(arrival(List.of(List.of("places", name))), () -> only.onStart(epoch, start));
            notifyPeers();
        }

        @Override
        public boolean isConnected() {
            return all.get(name) == this;
        }

        /** Leaves; messages that it has sent still arrive. */
        @Override
        public void close() {
            listener = null;
            all.remove(name, this);
            notifyPeers();
        }
    }
}
