package io.quarkiverse.socketio.runtime.observe.metrics;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.runtime.admission.RejectReason;
import io.quarkiverse.socketio.runtime.bus.BusStats;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.transport.ByteCounter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostRelay;
import io.quarkiverse.socketio.runtime.quarkus.cluster.MisroutedRequests;
import io.quarkiverse.socketio.runtime.relay.RelayOutcome;
import io.quarkiverse.socketio.runtime.relay.RelayStats;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;

/**
 * Registers the meters of this process' Socket.IO server with Micrometer. Gauges are computed when they are read.
 * <p>
 * Thread: any.
 */
@Singleton
public record SocketMeters(EngineServer sessions, ServerImpl server, Engine engine, AdapterFactory adapters,
        MisroutedRequests misrouted, HostRelay relay) implements MeterBinder { // wall: what is measured
    private static final String WEBSOCKET = "websocket";
    private static final List<String> TRANSPORTS = List.of("polling", WEBSOCKET);
    /** Replaces the names of namespaces that clients choose, as each name would be a series of its own. */
    private static final String DYNAMIC = "dynamic";

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("websocket.connections", sessions, present -> present.size(WEBSOCKET))
                .description("Clients that are connected by WebSocket").register(registry);
        server.onOwnNamespace(name -> countSockets(name, name, registry));
        countSockets(null, DYNAMIC, registry);
        FunctionCounter.builder("socketio.events.received", server.stats(), ServerStats::eventsReceived)
                .description("Events received from clients").register(registry);
        FunctionCounter.builder("socketio.events.sent", server.stats(), ServerStats::eventsSent)
                .description("Events and acknowledgements sent to clients, a broadcast once for each").register(registry);
        countBytes("polling", sessions.byteCounter(true), registry);
        countBytes(WEBSOCKET, sessions.byteCounter(false), registry);
        Gauge.builder("socketio.acks.pending", server.stats(), ServerStats::pendingAcks)
                .description("Acknowledgements that clients have not sent yet").register(registry);
        Gauge.builder("socketio.buffered.bytes", sessions, EngineServer::pendingBytes)
                .description("Bytes queued for clients, about").register(registry);
        MemoryBudget budget = sessions.budget();
        Gauge.builder("socketio.memory.used.bytes", budget, MemoryBudget::held)
                .description("Memory used for clients, limited by quarkus.socketio.limits.total-buffered-bytes")
                .register(registry);
        Gauge.builder("socketio.memory.limit.bytes", budget, MemoryBudget::limit)
                .description("Limit of the memory used for clients").register(registry);
        FunctionCounter.builder("socketio.memory.cuts", budget, MemoryBudget::cuts)
                .description("Connections closed because they used the most memory when the limit was exceeded")
                .register(registry);
        for (RejectReason reason : RejectReason.values()) {
            FunctionCounter.builder("socketio.connections.turned.away", reason, RejectReason::count)
                    .description("Connections closed before their first request")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT)).register(registry);
        }
        for (ServerStats.RecoveryOutcome outcome : ServerStats.RecoveryOutcome.values()) {
            FunctionCounter.builder("socketio.recovery", server.stats(), stats -> stats.recoveries(outcome))
                    .description("Reconnects of clients that asked to recover their session")
                    .tag("result", outcome.name().toLowerCase(Locale.ROOT)).register(registry);
        }
        if (adapters instanceof ClusterAdapters cluster) {
            countCluster(cluster.stats(), registry);
            Gauge.builder("socketio.adapter.connected", cluster, present -> present.isConnected() ? 1 : 0)
                    .description("Whether events reach the other servers: 1, or 0 if a connection is lost").register(registry);
        }
        countOtherHosts(registry);
        engine.onConnectionError(error -> Counter.builder("socketio.handshake.rejected")
                .description("Refused requests, by the code of Engine.IO").tag("code", Integer.toString(error.code()))
                .register(registry).increment());
    }

    private static void countBytes(String transport, ByteCounter counter, MeterRegistry registry) {
        FunctionCounter.builder("socketio.bytes.received", counter, ByteCounter::received)
                .description("Bytes received from clients, decompressed").tag("transport", transport)
                .register(registry);
        FunctionCounter.builder("socketio.bytes.sent", counter, ByteCounter::sent)
                .description("Bytes sent to clients, before compression").tag("transport", transport).register(registry);
    }

    private void countCluster(BusStats stats, MeterRegistry registry) {
        for (BusStats.Count type : stats.counts()) {
            countMessages(type.type(), "sent", type.sent(), registry);
            countMessages(type.type(), "received", type.received(), registry);
        }
    }

    private void countOtherHosts(MeterRegistry registry) {
        if (adapters instanceof ClusterAdapters || relay.isOn()) {
            FunctionCounter.builder("socketio.cluster.misrouted", misrouted, MisroutedRequests::count)
                    .description("Requests for sessions of another host, or of a worker that is gone").register(registry);
        }
        if (relay.isOn()) {
            countRelay(relay.stats(), registry);
        }
    }

    private static void countRelay(RelayStats stats, MeterRegistry registry) {
        for (RelayOutcome outcome : RelayOutcome.values()) {
            FunctionCounter.builder("socketio.relay.requests", stats, present -> present.requests(outcome))
                    .description("Requests for sessions of another host, relayed or not")
                    .tag("result", outcome.name().toLowerCase(Locale.ROOT)).register(registry);
        }
        for (boolean trusted : new boolean[] { true, false }) {
            FunctionCounter.builder("socketio.relay.connections", stats, present -> present.connections(trusted))
                    .description("Connections on which other hosts relay requests")
                    .tag("result", trusted ? "accepted" : "refused").register(registry);
        }
    }

    private static void countMessages(String type, String direction, LongAdder messages, MeterRegistry registry) {
        FunctionCounter.builder("socketio.adapter.messages", messages, LongAdder::sum)
                .description("Messages between this worker and the others").tag("type", type).tag("direction", direction)
                .register(registry);
    }

    private void countSockets(@Nullable String name, String label, MeterRegistry registry) {
        for (String transport : TRANSPORTS) {
            Gauge.builder("socketio.connections", server, present -> present.sockets(name, transport))
                    .description("Sockets: clients in each namespace").tag("namespace", label).tag("transport", transport)
                    .register(registry);
        }
    }
}
