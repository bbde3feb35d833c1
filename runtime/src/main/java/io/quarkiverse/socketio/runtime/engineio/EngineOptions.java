package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.Set;

import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;

/**
 * Options of the Engine.IO layer.
 *
 * @param heartbeat how lost clients are noticed
 * @param upgrades from polling to WebSocket
 * @param transports {@code polling}, {@code websocket}
 * @param revision3 what clients of protocol revision 3 get
 */
public record EngineOptions(Pings heartbeat, Upgrades upgrades, Set<String> transports, TransportLimits limits,
        Revision3 revision3) {

    /** Whether clients of protocol revision 3 are served. */
    public enum Revision3 {
        REFUSED,
        SERVED,
        /** Also those that poll by scripts, which pages of any origin may load. */
        SERVED_WITH_JSONP
    }

    /** Without JSONP. */
    public EngineOptions(Pings heartbeat, Upgrades upgrades, Set<String> transports, TransportLimits limits,
            boolean allowEio3) {
        this(heartbeat, upgrades, transports, limits, allowEio3 ? Revision3.SERVED : Revision3.REFUSED);
    }

    /**
     * @param interval between two pings of the server
     * @param timeout how long the pong may take
     */
    public record Pings(Duration interval, Duration timeout) {
        public Pings {
            requirePositive("ping-interval", interval);
            requirePositive("ping-timeout", timeout);
        }
    }

    /**
     * @param allowed whether a polling client may go on with a WebSocket
     * @param timeout how long a WebSocket that probes may take to become the transport
     */
    public record Upgrades(boolean allowed, Duration timeout) {
        public Upgrades {
            requirePositive("upgrade-timeout", timeout);
        }
    }

    public EngineOptions {
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
        return new EngineOptions(new Pings(Duration.ofSeconds(25), Duration.ofSeconds(20)),
                new Upgrades(true, Duration.ofSeconds(10)),
                Set.of("polling", "websocket"), new TransportLimits(1_000_000, 10_000, 16_000_000, Duration.ofSeconds(60)),
                false);
    }
}
