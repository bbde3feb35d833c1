package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts a server in each turn: how long it takes until the port listens, until the first handshake is accepted, and until all
 * workers are ready, in steps of a few milliseconds; and the resident memory then.
 */
final class Start extends NewProcessLoad {
    static final String READY = "ready ms";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int LIMIT_MILLIS = 30_000;

    Start(PeerKind kind, Options options) {
        super(kind, options);
    }

    @Override
    Map<String, Double> turn(double seconds) {
        long start = System.nanoTime();
        try (Peer started = Peer.launch(kind, options)) {
            Map<String, Double> values = new LinkedHashMap<>();
            int port = started.address().port();
            values.put("listening ms", millisUntil(start, () -> listens(port)));
            values.put(READY, millisUntil(start, () -> serves(port)));
            started.awaitReady(kind);
            values.put("all ready ms", (System.nanoTime() - start) / 1e6);
            values.put("CPU ms", started.meter().cpuNanos() / 1e6);
            values.put("RSS MB", started.meter().rssBytes() / 1e6);
            List<ProcessHandle> workers = started.workers();
            double ofWorkers = workers.stream().mapToLong(worker -> new ProcessMeter(worker).rssBytes()).sum() / 1e6;
            values.put("first MB", values.get("RSS MB") - ofWorkers);
            if (!workers.isEmpty()) {
                values.put("worker MB", ofWorkers / workers.size());
            }
            return values;
        }
    }

    /** What a server may do already. */
    private interface Attempt {
        boolean succeeds() throws IOException;
    }

    private double millisUntil(long start, Attempt attempt) {
        while (true) {
            try {
                if (attempt.succeeds()) {
                    return (System.nanoTime() - start) / 1e6;
                }
            } catch (IOException e) {
                // not yet
            }
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new LoadException(kind.name() + " does not serve its port");
            }
            Peer.pause();
        }
    }

    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    /** An application without Socket.IO serves when it answers that there is nothing. */
    private boolean serves(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            String request = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return kind.name().equals(PeerKind.BARE) ? response.startsWith("HTTP/1.1 404")
                    : response.startsWith("HTTP/1.1 200") && response.contains("\"sid\":");
        }
    }
}
