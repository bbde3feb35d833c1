package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.Set;

import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;

/**
 * Options of the Engine.IO layer.
 *
 * @param heartbeat how lost clients are detected
 * @param upgrades upgrades from polling to WebSocket
 * @param transports the enabled transports: {@code polling}, {@code websocket}
 * @param limits what a client may make a transport hold
 * @param revision3 how clients of protocol revision 3 are served, if at all
 */
public record EngineOptions(Pings heartbeat, Upgrades upgrades, Set<String> transports, TransportLimits limits,
        Revision3 revision3) {

    /** How clients of protocol revision 3 are served, if at all. */
    public enum Revision3 {
        REFUSED,
        SERVED,
        /** Clients may also poll by JSONP: by scripts, which a page of any origin may load. */
        SERVED_WITH_JSONP
    }

    /**
     * The timing of heartbeats.
     *
     * @param interval the time between two pings
     * @param timeout how long the pong may take
     */
    public record Pings(Duration interval, Duration timeout) {
        public Pings {
            requirePositive("ping-interval", interval);
            requirePositive("ping-timeout", timeout);
        }
    }

    /**
     * Upgrades from polling to WebSocket.
     *
     * @param allowed whether clients may upgrade
     * @param timeout how long the upgrade may take after the WebSocket was opened
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
                throw new IllegalArgumentException("transports: " + transport
                        + " is no transport, write polling, websocket, or both separated by a comma");
            }
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than 0, was " + value);
        }
    }
}
