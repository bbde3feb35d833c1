package io.quarkiverse.socketio.benchmarks.load;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients connect by WebSocket and close the connection as soon as the server has accepted the namespace, so many at the same
 * time.
 */
class Connect extends Load {
    private static final int AT_ONCE = 10;
    private static final int OF_COLD_SERVER = 1_000;
    /** When connections that are not complete were begun. */
    private final Map<Client, Long> begun = new HashMap<>();

    Connect(Peer peer) {
        super(peer);
    }

    /** Measures the first connections after the start: each turn has its own process. */
    static Load cold(PeerKind kind, Options options) {
        return new ColdConnect(kind, options);
    }

    @Override
    void drive(Turn turn) {
        for (int i = 0; i < AT_ONCE; i++) {
            begin();
        }
    }

    private void begin() {
        turn().expect(1);
        long at = System.nanoTime();
        begun.put(Client.open(Generator.loop(), peer.address(), this), at);
    }

    @Override
    public void connected(Client client) {
        Long at = begun.remove(client);
        client.close();
        turn().received(at);
        if (!turn().isEnded()) {
            begin();
        }
    }

    /** Starts a server in each turn; what it measures ends when some clients are connected. */
    private static final class ColdConnect extends NewProcessLoad {

        ColdConnect(PeerKind kind, Options options) {
            super(kind, options);
        }

        @Override
        Map<String, Double> turn(double seconds) {
            long start = System.nanoTime();
            int clients = options.clients(OF_COLD_SERVER);
            try (FirstClients load = new FirstClients(Peer.start(kind, options))) {
                long ready = System.nanoTime();
                Map<String, Double> values = new LinkedHashMap<>();
                double cpuOfStart = load.peer.meter().cpuNanos();
                load.connect(1);
                values.put("first ms", (System.nanoTime() - ready) / 1e6);
                load.connect(clients);
                values.put("clients ms", (System.nanoTime() - ready) / 1e6);
                values.put("start ms", (ready - start) / 1e6);
                values.put("CPU us", (load.peer.meter().cpuNanos() - cpuOfStart) / 1e3 / clients);
                values.put("CPU ms of start", cpuOfStart / 1e6);
                return values;
            }
        }
    }

    private static final class FirstClients extends Load {
        FirstClients(Peer peer) {
            super(peer);
        }
    }
}
