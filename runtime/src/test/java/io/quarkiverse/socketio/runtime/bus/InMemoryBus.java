package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * A bus between servers of one process: for tests, and for several servers in one JVM. It delivers on the sender's thread, but
 * for sequenced messages, which the executor of the {@link Hub} delivers unless the sender's next message takes them along.
 * <p>
 * Thread: any.
 */
public final class InMemoryBus implements Bus {
    private final String self;
    private final Hub hub;
    private final ListenerQueue inbox = new ListenerQueue();

    private InMemoryBus(String self, Hub hub) {
        this.self = self;
        this.hub = hub;
    }

    /** The servers that a bus connects, and the counter that sequences their messages. */
    public static final class Hub {
        private final Map<String, InMemoryBus> all = new ConcurrentHashMap<>();
        private final Executor executor;
        private final String epoch = UUID.randomUUID().toString();
        /** Guarded by this, as are the order of sequenced messages in the inboxes and who listens. */
        private long place;

        public Hub() {
            this(ForkJoinPool.commonPool());
        }

        /** @param executor delivers sequenced messages; not on the thread that calls it, before it returns */
        public Hub(Executor executor) {
            this.executor = executor;
        }

        /** Creates the bus of a server of that name. */
        public InMemoryBus join(String name) {
            return new InMemoryBus(name, this);
        }

        private synchronized void add(InMemoryBus bus) {
            all.put(bus.self, bus);
            long last = place;
            bus.inbox.add(listener -> listener.onStart(epoch, last));
            notifyPeers();
        }

        private synchronized void remove(InMemoryBus bus) {
            all.remove(bus.self, bus);
            notifyPeers();
        }

        private void notifyPeers() {
            for (InMemoryBus bus : all.values()) {
                Set<String> others = new HashSet<>(all.keySet());
                others.remove(bus.self);
                bus.inbox.add(listener -> listener.onPeers(others));
            }
        }

        private synchronized boolean sequence(InMemoryBus sender, ClusterMessage message, Placement placement) {
            if (!sender.isConnected()) {
                return false;
            }
            long next = ++place;
            for (InMemoryBus bus : all.values()) {
                bus.inbox.add(bus == sender ? listener -> placement.onPlaced(next)
                        : listener -> listener.onSequenced(next, sender.self, message));
            }
            return true;
        }

        private void deliver() {
            List.copyOf(all.values()).forEach(bus -> bus.inbox.run());
        }
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean isConnected() {
        return hub.all.get(self) == this;
    }

    @Override
    public void publish(ClusterMessage message) {
        if (isConnected()) {
            List<InMemoryBus> others = new ArrayList<>(hub.all.values());
            others.remove(this);
            others.forEach(other -> other.inbox.add(listener -> listener.onMessage(self, message)));
            others.forEach(other -> other.inbox.run());
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        InMemoryBus other = hub.all.get(server);
        if (other != null && other != this && isConnected()) {
            other.inbox.add(listener -> listener.onMessage(self, message));
            other.inbox.run();
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        boolean placed = hub.sequence(this, message, placement);
        if (placed) {
            hub.executor.execute(hub::deliver);
        }
        return placed;
    }

    @Override
    public void listen(Listener only) {
        inbox.listener(only);
        hub.add(this);
        hub.deliver();
    }

    @Override
    public void close() {
        inbox.listener(null);
        hub.remove(this);
        hub.deliver();
    }
}
