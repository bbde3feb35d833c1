package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The Socket.IO server. */
@ConfigMapping(prefix = "quarkus.socketio")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface SocketIOConfig {

    /** The transports that clients may use: `polling`, `websocket`. */
    @WithDefault("polling,websocket")
    Set<String> transports();

    /** Whether a client may go from polling to WebSocket. */
    @WithDefault("true")
    boolean allowUpgrades();

    /** How often the server pings. The client is told. */
    @WithDefault("25s")
    Duration pingInterval();

    /** How long the answer to a ping may take before the client is taken for lost. The client is told. */
    @WithDefault("20s")
    Duration pingTimeout();

    /** How long an upgrade to WebSocket may take. */
    @WithDefault("10s")
    Duration upgradeTimeout();

    /** How long a connection may be without having joined a namespace. */
    @WithDefault("45s")
    Duration connectTimeout();

    /** The largest message, and the largest long-polling request, in bytes. The client is told this number. */
    @WithDefault("1000000")
    int maxPayload();

    /**
     * Pages that may connect besides those of the same origin: origins as `https://example.com`, regular expressions between
     * slashes, or
     * `*` for all. Checked at the handshake and at the upgrade. If not set, `quarkus.http.cors.origins` counts. Browsers also
     * need
     * `quarkus.http.cors.enabled` for long-polling from another origin.
     */
    Optional<List<String>> origins();

    /** Whether the browser client is served, as `<path>/socket.io.js` and its variants. */
    @WithDefault("true")
    boolean serveClient();

    /** What clients may make the server hold. */
    Limits limits();

    /** What clients may make the server hold. */
    interface Limits {
        /** Namespaces that one connection may join. */
        @WithDefault("100")
        int namespacesPerConnection();

        /** Binary attachments of one packet. */
        @WithDefault("10")
        int attachments();

        /** Bytes of all attachments of one packet; by default as many as `max-payload`. */
        Optional<Integer> attachmentBytes();

        /** Bytes that may wait for a client that does not read; beyond, its connection is closed with "transport error". */
        @WithDefault("16000000")
        long bufferedBytes();

        /** Packets in one long-polling request. */
        @WithDefault("10000")
        int packetsPerPayload();
    }
}
