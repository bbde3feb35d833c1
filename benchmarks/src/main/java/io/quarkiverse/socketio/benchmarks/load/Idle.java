package io.quarkiverse.socketio.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients that connect and do nothing: what the server keeps for each. Each turn has its own process, because memory that a
 * process once had stays with it.
 */
final class Idle extends NewProcessLoad {
    private static final int WARM_UP_CLIENTS = 200;
    private final int count;

    Idle(PeerKind kind, Options options, int count) {
        super(kind, options);
        this.count = count;
    }

    @Override
    Map<String, Double> turn(double seconds) {
        try (Clients load = new Clients(Peer.start(kind, options))) {
            ProcessMeter meter = load.peer.meter();
            // so that classes are loaded and buffers are allocated
            load.connect(WARM_UP_CLIENTS);
            long heap = meter.heapBytes();
            long rss = meter.rssBytes();
            load.connect(WARM_UP_CLIENTS + count);
            Map<String, Double> values = new LinkedHashMap<>();
            // before the collection, which may give memory back
            double resident = (double) (meter.rssBytes() - rss) / count;
            if (heap >= 0) {
                values.put("heap bytes", (double) (meter.heapBytes() - heap) / count);
            }
            values.put("RSS bytes", resident);
            values.put("RSS MB", meter.rssBytes() / 1e6);
            return values;
        }
    }

    private static final class Clients extends Load {
        Clients(Peer peer) {
            super(peer);
        }
    }
}
