package io.quarkiverse.socketio.runtime.config;

import java.util.function.UnaryOperator;

import io.quarkiverse.socketio.runtime.engineio.ConnectionLimiter;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.http.MessageDeflate;
import io.quarkiverse.socketio.runtime.http.PayloadCompression;
import io.quarkiverse.socketio.runtime.http.SessionCookie;
import io.quarkiverse.socketio.runtime.presence.PresenceSettings;
import io.quarkiverse.socketio.runtime.socketio.ServerOptions;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;

/**
 * Converts the configuration to the options of the packages below, which depend neither on Quarkus nor on its configuration.
 * <p>
 * Thread: any; stateless.
 */
public final class CoreOptions {
    /** The default limit of the memory for clients is the heap size divided by this. */
    private static final int HEAP_DIVISOR = 8;

    /**
     * The heap that one connection may take though it holds too little for the memory budget: about 5 KB when it is idle, and up
     * to 4 KB in each of its accounts, of which one connection rarely uses more than three.
     */
    private static final long HEAP_PER_CONNECTION = 24 * 1024;
    private static final int MOST_CONNECTIONS = 50_000;

    /** The number of messages of the largest size that wait for their handlers when reading from a client pauses. */
    private static final int MESSAGES_TO_PAUSE = 4;

    private CoreOptions() {
    }

    public static EngineOptions engineOptions(SocketIOConfig config) {
        return new EngineOptions(new EngineOptions.Pings(config.pingInterval(), config.pingTimeout()),
                new EngineOptions.Upgrades(config.allowUpgrades(), config.upgradeTimeout()), config.transports(),
                new TransportLimits(config.maxPayload(), config.limits().packetsPerPayload(), config.limits().bufferedBytes(),
                        config.limits().messageTime(), config.limits().requestBytes()),
                revision3(config));
    }

    private static EngineOptions.Revision3 revision3(SocketIOConfig config) {
        if (!config.allowEio3()) {
            return EngineOptions.Revision3.REFUSED;
        }
        return config.allowJsonp() ? EngineOptions.Revision3.SERVED_WITH_JSONP : EngineOptions.Revision3.SERVED;
    }

    /** @param maxHeap the largest size of the heap in bytes */
    public static long totalBufferedBytes(SocketIOConfig config, long maxHeap) {
        return config.limits().totalBufferedBytes().orElse(maxHeap / HEAP_DIVISOR);
    }

    /** @param maxHeap the largest size of the heap in bytes */
    public static ConnectionLimiter.Limits capacity(SocketIOConfig config, long maxHeap) {
        int byHeap = (int) Math.min(MOST_CONNECTIONS, Math.max(1, maxHeap / HEAP_PER_CONNECTION));
        return new ConnectionLimiter.Limits(config.limits().maxConnections().orElse(byHeap),
                config.limits().perAddress().orElse(0), config.limits().handshakesPerSecond().orElse(0));
    }

    /** @param value maps a session's id to the value of its cookie */
    public static SessionCookie cookie(SocketIOConfig.Cookie config, UnaryOperator<String> value) {
        return new SessionCookie(config.name(), value,
                new SessionCookie.Scope(config.path(), config.domain(), config.httpOnly(),
                        config.secure(), config.sameSite()),
                config.maxAge());
    }

    public static PayloadCompression compression(SocketIOConfig config) {
        return new PayloadCompression(config.httpCompression().enabled(), config.httpCompression().threshold(),
                config.perMessageDeflate().enabled()
                        ? new MessageDeflate(config.perMessageDeflate().threshold(), config.maxPayload())
                        : null);
    }

    public static PresenceSettings presence(PresenceConfig config) {
        return new PresenceSettings(config.lease(), config.leaveDelay(), config.listedSockets(), config.maxUserIdLength(),
                config.maxBytes());
    }

    public static EventLogs.Limits keptEvents(SocketIOConfig.Recovery config) {
        return new EventLogs.Limits(config.maxDisconnectionDuration(), config.maxPackets(), config.maxBytes(),
                config.maxSessions());
    }

    public static ServerOptions serverOptions(SocketIOConfig config, MistakeReports reports) {
        SocketIOConfig.Limits limits = config.limits();
        return new ServerOptions(config.connectTimeout(), config.cleanupEmptyChildNamespaces(),
                new ServerOptions.Limits(limits.namespacesPerConnection(), limits.childNamespaces(),
                        new ServerOptions.Bytes(limits.attachmentBytes().orElse(config.maxPayload()), limits.authBytes(),
                                MESSAGES_TO_PAUSE * (long) config.maxPayload()),
                        limits.pendingAcks(), limits.roomsPerSocket()),
                config.recovery().skipMiddlewares(), reports);
    }
}
