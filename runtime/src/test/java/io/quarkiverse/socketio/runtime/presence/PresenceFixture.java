package io.quarkiverse.socketio.runtime.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.bus.InMemoryBus;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Hosts with workers, in virtual time. Thread: one. */
final class PresenceFixture {
    static final Duration LEASE = Duration.ofSeconds(15);
    static final Duration LEAVE_DELAY = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(50);

    final FakeHosts hosts = new FakeHosts();
    private final ManualScheduler scheduler = new ManualScheduler();
    private long nanos;
    private long maxBytes = 16 << 20;

    PresenceFixture maxBytes(long bytes) {
        maxBytes = bytes;
        return this;
    }

    /** Lets time pass. */
    void advance(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            nanos += STEP.toNanos();
            scheduler.advance(STEP);
        }
    }

    /** Lets time pass in which this process gets no CPU time. */
    void pause(Duration time) {
        nanos += time.toNanos();
        scheduler.advance(time);
    }

    /** Lets what was published arrive. */
    void settle() {
        advance(Duration.ofMillis(200));
    }

    final class Host {
        final String name;
        private final InMemoryBus.Hub hub = new InMemoryBus.Hub(Runnable::run);
        private int started;

        Host(String name) {
            this.name = name;
        }

        /** Starts a worker that is connected to those of this host only. */
        Worker alone() {
            return start(false);
        }

        Worker start() {
            return start(true);
        }

        private Worker start(boolean betweenHosts) {
            int number = ++started;
            InMemoryBus bus = hub.join(String.valueOf(number));
            List<DataChannel> channels = new ArrayList<>();
            channels.add(new ClusterAdapters(bus, scheduler).dataChannel());
            String id = name + "-" + number;
            if (betweenHosts) {
                channels.add(hosts.join(id));
            }
            return new Worker(new ServerInfo(id, name, number), bus, channels);
        }
    }

    final class Worker {
        final String id;
        final PresenceServer presence;
        /** As {@code +alice} and {@code -alice}, with an exclamation mark if this server is the leader. */
        final List<String> events = new ArrayList<>();
        final List<String> emitted = new ArrayList<>();
        private final InMemoryBus bus;

        private Worker(ServerInfo info, InMemoryBus bus, List<DataChannel> channels) {
            this.id = info.id();
            this.bus = bus;
            this.presence = new PresenceServer(info, new PresenceSettings(LEASE, LEAVE_DELAY, 3, 100, maxBytes), channels,
                    new PresenceRuntime(scheduler, () -> nanos, Runnable::run),
                    (user, namespace, event) -> emitted.add(user + " " + namespace + " " + event.length), this::onChange);
            presence.start();
        }

        private void onChange(String user, boolean online, boolean leader, Runnable done) {
            events.add((online ? "+" : "-") + user + (leader ? "!" : ""));
            done.run();
        }

        void connect(String user, String socket) {
            presence.add(user, new SocketEntry("/", socket, nanos / 1_000_000));
        }

        void disconnect(String user, String socket) {
            presence.remove(user, "/", socket);
        }

        boolean sees(String user) {
            return presence.index().contains(user);
        }

        /** Returns the number of sockets of a user. */
        int sockets(String user) {
            UserEntry entry = presence.index().find(user);
            return entry == null ? 0 : entry.sockets();
        }

        /** As {@code kill -9}: the primary notices that the link is closed. */
        void kill() {
            hosts.kill(id);
            bus.close();
        }

        /** The host is without power: nobody notices. */
        void vanish() {
            hosts.kill(id);
        }
    }
}
