package io.quarkiverse.socketio.runtime.bus;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A {@link DataChannel} of the bus that has the adapters.
 * <p>
 * Thread: any; the listener is called as that of the bus.
 */
final class BusDataChannel implements DataChannel {
    private final ClusterClient cluster;
    private volatile @Nullable Listener listener;
    private volatile @Nullable Set<String> peers;

    BusDataChannel(ClusterClient cluster) {
        this.cluster = cluster;
    }

    void onMessage(String from, byte[] data) {
        Listener present = listener;
        if (present != null) {
            present.onData(from, data);
        }
    }

    void onPeers(Set<String> others) {
        peers = Set.copyOf(others);
        Listener present = listener;
        if (present != null) {
            present.onPeers(others);
        }
    }

    @Override
    public void listen(Listener only) {
        listener = only;
        Set<String> known = peers;
        if (known != null) {
            only.onPeers(known);
        }
    }

    @Override
    public void publish(byte[] data) {
        cluster.publish(new ServerData(data));
    }

    @Override
    public void send(String server, byte[] data) {
        cluster.send(server, new ServerData(data));
    }

    @Override
    public void close() {
        listener = null;
    }
}
