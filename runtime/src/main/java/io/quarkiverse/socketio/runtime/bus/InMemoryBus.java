package io.quarkiverse.socketio.runtime.bus;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A bus between servers of one process, delivering on the sender's thread: for tests, and for several servers in one JVM.
 * <p>
 * Thread: any.
 */
public final class InMemoryBus implements Bus {
    private final String self;
    private final Map<String, InMemoryBus> all;
    private volatile @Nullable Listener listener;

    private InMemoryBus(String self, Map<String, InMemoryBus> all) {
        this.self = self;
        this.all = all;
    }

    /** A set of servers that hear each other. */
    public static final class Hub {
        private final Map<String, InMemoryBus> all = new ConcurrentHashMap<>();

        /** The bus of a server of that name. */
        public InMemoryBus join(String name) {
            return new InMemoryBus(name, all);
        }
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean isConnected() {
        return all.get(self) == this;
    }

    @Override
    public void publish(ClusterMessage message) {
        if (all.get(self) == this) {
            all.values().forEach(other -> other.receive(self, message));
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        InMemoryBus other = all.get(server);
        if (other != null && all.get(self) == this) {
            other.receive(self, message);
        }
    }

    private void receive(String from, ClusterMessage message) {
        Listener present = listener;
        if (present != null && !from.equals(self)) {
            present.onMessage(from, message);
        }
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
        all.put(self, this);
        tellPeers();
    }

    @Override
    public void close() {
        all.remove(self, this);
        tellPeers();
    }

    private void tellPeers() {
        for (InMemoryBus bus : all.values()) {
            Set<String> others = new HashSet<>(all.keySet());
            others.remove(bus.self);
            Listener present = bus.listener;
            if (present != null) {
                present.onPeers(others);
            }
        }
    }
}
