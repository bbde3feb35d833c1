package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.HostMessages.Imported;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Joins the bus between the workers of this host with one between hosts that gives messages no place: each host has its own
 * order of sequenced messages, in which those of other hosts get a place, too ({@link ForeignEvents}). Each server is on both
 * buses, with the same name. Messages of the servers of this host come over the first bus only.
 * <p>
 * Thread: any.
 */
public final class HostOrderBus extends BusPair {
    private static final Logger LOG = Logger.getLogger(HostOrderBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private final ServerName self;
    private final ListenerQueue calls = new ListenerQueue();
    /** {@code null} where messages are not kept. */
    private final @Nullable ForeignEvents foreign;
    /**
     * The messages given to the sequencer that have no place yet: those of other hosts; none stands for one of this server.
     * Guarded by this, as all below.
     */
    private final Deque<Optional<Imported>> unplaced = new ArrayDeque<>();
    private boolean oldest = true;

    /**
     * @param local connects the servers of this host
     * @param remote connects those of other hosts
     * @param scheduler limits the wait of messages of other hosts for their place; {@code null} if none are kept
     */
    public HostOrderBus(ServerName self, Bus local, Bus remote, @Nullable Scheduler scheduler) {
        super(local, remote, self::isOnSameHost);
        this.self = self;
        this.foreign = scheduler == null ? null : new ForeignEvents(scheduler, this::endPeriod);
    }

    @Override
    public String self() {
        return self.toString();
    }

    @Override
    public void publish(ClusterMessage message) {
        try {
            local.publish(message);
        } finally {
            publishToOtherHosts(message);
        }
    }

    private void publishToOtherHosts(ClusterMessage message) {
        try {
            remote.publish(message);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A message did not reach the servers of other hosts");
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        busOf(server).send(server, message);
    }

    @Override
    public boolean sequence(ClusterMessage message) {
        boolean sequenced = sequence(message, Optional.empty());
        if (sequenced) { // else it is published
            publishToOtherHosts(message);
        }
        return sequenced;
    }

    private synchronized boolean sequence(ClusterMessage message, Optional<Imported> imported) {
        unplaced.add(imported);
        boolean sequenced = local.sequence(message);
        if (!sequenced) {
            unplaced.removeLast();
        }
        return sequenced;
    }

    private void onPlaced(long place) {
        synchronized (this) {
            Imported imported = unplaced.remove().orElse(null);
            if (imported == null) {
                calls.add(listener -> listener.onPlaced(place));
            } else {
                addSequenced(place, imported);
            }
        }
        calls.run();
    }

    private void onSequenced(long place, String from, ClusterMessage message) {
        synchronized (this) {
            if (message instanceof Imported imported) {
                addSequenced(place, imported);
            } else {
                calls.add(listener -> listener.onSequenced(place, from, message));
            }
        }
        calls.run();
    }

    private void addSequenced(long place, Imported imported) {
        calls.add(listener -> listener.onSequenced(place, imported.from(), imported.message()));
        if (foreign != null) {
            foreign.onSequenced(imported.key()).forEach(calls::add);
        }
    }

    /** Handles a message of another host. */
    private void onForeign(String from, ClusterMessage message) {
        synchronized (this) {
            Consumer<Listener> plain = listener -> listener.onMessage(from, message);
            if (foreign == null || foreign.isFull()) {
                calls.add(plain);
            } else if (isKept(message)) {
                keep(foreign.add(from, message), plain);
            } else if (!foreign.addBehind(plain)) {
                calls.add(plain);
            }
        }
        calls.run();
    }

    private void keep(@Nullable Imported imported, Consumer<Listener> plain) {
        if (imported != null && oldest && !sequence(imported, Optional.of(imported)) && foreign != null) {
            calls.add(plain); // there is no sequencer
            foreign.onSequenced(imported.key()).forEach(calls::add);
        }
    }

    private static boolean isKept(ClusterMessage message) {
        return message instanceof ClusterMessage.DisconnectSockets
                || message instanceof ClusterMessage.Broadcast broadcast && !broadcast.options().flags().mayDrop();
    }

    private void onPeers(Set<String> others) {
        synchronized (this) {
            boolean before = oldest;
            oldest = others.stream().allMatch(other -> self.isOlderThan(ServerName.parse(other)));
            if (oldest && !before && foreign != null) {
                foreign.unsequenced().forEach(message -> sequence(message, Optional.of(message)));
            }
            calls.add(listener -> listener.onPeers(others));
        }
        calls.run();
    }

    private void endPeriod() {
        synchronized (this) {
            if (foreign != null) {
                foreign.endPeriod().forEach(calls::add);
            }
        }
        calls.run();
    }

    @Override
    public void listen(Listener listener) {
        calls.listener(listener);
        local.listen(new Calls(true));
        remote.listen(new Calls(false));
    }

    /** Passes the calls of both buses on, one at a time. */
    private final class Calls implements Listener {
        private final boolean ofThisHost;

        private Calls(boolean ofThisHost) {
            this.ofThisHost = ofThisHost;
        }

        private void add(Consumer<Listener> call) {
            calls.add(call);
            calls.run();
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            if (ofThisHost) {
                add(listener -> listener.onMessage(from, message));
            } else {
                onForeign(from, message);
            }
        }

        @Override
        public void onSkipped(String from) {
            add(listener -> listener.onSkipped(from));
        }

        @Override
        public void onDropped() {
            add(Listener::onDropped);
        }

        @Override
        public void onPeers(Set<String> others) {
            if (ofThisHost) { // the names of servers of other hosts are not known
                HostOrderBus.this.onPeers(others);
            }
        }

        @Override
        public void onStart(String epoch, long place) {
            add(listener -> listener.onStart(epoch, place));
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            HostOrderBus.this.onSequenced(place, from, message);
        }

        @Override
        public void onPlaced(long place) {
            HostOrderBus.this.onPlaced(place);
        }
    }

    @Override
    public void open(String namespace, Rooms rooms) {
        remote.open(namespace, rooms);
    }

    @Override
    public void close(String namespace) {
        remote.close(namespace);
    }

    @Override
    public CompletionStage<Void> started() {
        return remote.started();
    }

    @Override
    public void close() {
        calls.listener(null);
        synchronized (this) {
            if (foreign != null) {
                foreign.close();
            }
        }
        try {
            local.close();
        } finally {
            remote.close();
        }
    }
}
