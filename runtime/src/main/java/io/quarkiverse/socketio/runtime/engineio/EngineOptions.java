package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.Set;

/**
 * Options of the Engine.IO layer.
 *
 * @param pingInterval between two pings of the server
 * @param pingTimeout how long the pong may take
 * @param upgradeTimeout how long a WebSocket that probes may take to become the transport
 * @param maxPayload bytes of one message, or of one long-polling request; told to the client
 * @param maxPacketsPerPayload packets in one long-polling request
 * @param maxBufferedBytes what may wait for a client that does not read, before it is cut
 * @param transports {@code polling}, {@code websocket}
 */
public record EngineOptions(Duration pingInterval, Duration pingTimeout, Duration upgradeTimeout, int maxPayload,
        int maxPacketsPerPayload, long maxBufferedBytes, Set<String> transports, boolean allowUpgrades) { // wall: a record of options

    public EngineOptions {
        requirePositive("ping-interval", pingInterval);
        requirePositive("ping-timeout", pingTimeout);
        requirePositive("upgrade-timeout", upgradeTimeout);
        if (maxPayload < 1) {
            throw new IllegalArgumentException("max-payload must be at least 1 byte, was " + maxPayload);
        }
        transports = Set.copyOf(transports);
        for (String transport : transports) {
            if (!transport.equals("polling") && !transport.equals("websocket")) {
                throw new IllegalArgumentException(
                        "transports: unknown transport '" + transport + "', known are polling, websocket");
            }
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than 0, was " + value);
        }
    }

    /** The defaults of Socket.IO. */
    public static EngineOptions defaults() {
        return new EngineOptions(Duration.ofSeconds(25), Duration.ofSeconds(20), Duration.ofSeconds(10), 1_000_000, 10_000,
                16_000_000, Set.of("polling", "websocket"), true);
    }
}
