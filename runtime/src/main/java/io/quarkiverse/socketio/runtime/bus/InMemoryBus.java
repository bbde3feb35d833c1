package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A bus between servers of one process: for tests, and for several servers in one JVM. It delivers on the sender's thread, but
 * for sequenced messages, which the executor of the {@link Hub} delivers unless the sender's next message takes them along.
 * <p>
 * Thread: any. One thread at a time calls a listener; what others send to it meanwhile is left to that thread.
 */
public final class InMemoryBus implements Bus {
    private final String self;
    private final Hub hub;
    private final Queue<Consumer<Listener>> inbox = new ConcurrentLinkedQueue<>();
    /** How many calls of {@link #deliver} found the inbox busy, and one for the call that is busy with it. */
    private final AtomicInteger deliveries = new AtomicInteger();
    private volatile @Nullable Listener listener;

    private InMemoryBus(String self, Hub hub) {
        this.self = self;
        this.hub = hub;
    }

    /** A set of servers that hear each other, and the counter that sequences their messages. */
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

        /** The bus of a server of that name. */
        public InMemoryBus join(String name) {
            return new InMemoryBus(name, this);
        }

        private synchronized void add(InMemoryBus bus) {
            all.put(bus.self, bus);
            long last = place;
            bus.inbox.add(listener -> listener.onStart(epoch, last));
            tellPeers();
        }

        private synchronized void remove(InMemoryBus bus) {
            all.remove(bus.self, bus);
            tellPeers();
        }

        private void tellPeers() {
            for (InMemoryBus bus : all.values()) {
                Set<String> others = new HashSet<>(all.keySet());
                others.remove(bus.self);
                bus.inbox.add(listener -> listener.onPeers(others));
            }
        }

        private synchronized boolean sequence(InMemoryBus sender, ClusterMessage message) {
            if (!sender.isConnected()) {
                return false;
            }
            long next = ++place;
            for (InMemoryBus bus : all.values()) {
                bus.inbox.add(bus == sender ? listener -> listener.onPlaced(next)
                        : listener -> listener.onSequenced(next, sender.self, message));
            }
            return true;
        }

        private void deliver() {
            List.copyOf(all.values()).forEach(InMemoryBus::deliver);
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
            others.forEach(InMemoryBus::deliver);
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        InMemoryBus other = hub.all.get(server);
        if (other != null && other != this && isConnected()) {
            other.inbox.add(listener -> listener.onMessage(self, message));
            other.deliver();
        }
    }

    @Override
    public boolean sequence(ClusterMessage message) {
        boolean placed = hub.sequence(this, message);
        if (placed) {
            hub.executor.execute(hub::deliver);
        }
        return placed;
    }

    @Override
    public void listen(Listener only) {
        listener = only;
        hub.add(this);
        hub.deliver();
    }

    @Override
    public void close() {
        listener = null;
        hub.remove(this);
        hub.deliver();
    }

    /** Calls the listener with what is in the inbox, unless another call does so, here or on another thread. */
    private void deliver() {
        if (deliveries.getAndIncrement() > 0) {
            return;
        }
        RuntimeException failure = null;
        int served = 1;
        do {
            for (Consumer<Listener> next = inbox.poll(); next != null; next = inbox.poll()) {
                Listener present = listener;
                try {
                    if (present != null) {
                        next.accept(present);
                    }
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            served = deliveries.addAndGet(-served);
        } while (served > 0);
        if (failure != null) {
            throw failure;
        }
    }
}
