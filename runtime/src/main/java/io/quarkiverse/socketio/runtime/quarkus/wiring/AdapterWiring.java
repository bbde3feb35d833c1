package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.UUID;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.CompositeBus;
import io.quarkiverse.socketio.runtime.bus.OrderedHostsBus;
import io.quarkiverse.socketio.runtime.bus.RemoteBus;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcBus;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcSessionStore;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Produces the adapters: of a single process, or of a worker. The layers below do not know whether there is a cluster. */
@Singleton
public class AdapterWiring {

    @Produces
    @Singleton
    AdapterFactory adapters(SocketIOConfig config, Instance<TraceCarrier> tracing, MemoryBudget budget,
            ClusterMembership membership, Instance<RemoteBus.Factory> hosts) {
        Scheduler scheduler = Scheduler.of(Infrastructure.getDefaultWorkerPool());
        EventLogs logs = config.recovery().enabled()
                ? new EventLogs(CoreOptions.keptEvents(config.recovery()), scheduler, System::nanoTime, budget)
                : null;
        ServerName self = membership.worker()
                .map(agent -> new ServerName(ServerName.host(agent.clusterId()), agent.incarnation()))
                .orElseGet(() -> new ServerName(ServerName.host(UUID.randomUUID().toString()), 0));
        Parts parts = new Parts(self, scheduler, logs, remoteBus(config, hosts, self, logs));
        AdapterFactory adapters = membership.worker().map(agent -> {
            IpcBus bus = new IpcBus(agent.bus(), tracing.isResolvable() ? tracing.get() : TraceCarrier.NONE, self.host());
            return parts.ofWorker(agent, bus, config.recovery().durability() == SocketIOConfig.Durability.CRASH);
        }).orElseGet(parts::ofSingleProcess);
        if (adapters instanceof ClusterAdapters cluster) {
            cluster.chargeResponses(budget);
            if (parts.hosts != null) {
                cluster.requestTimeout(config.adapter().redis().requestsTimeout());
            }
        }
        return adapters;
    }

    private static @Nullable RemoteBus remoteBus(SocketIOConfig config, Instance<RemoteBus.Factory> hosts, ServerName self,
            @Nullable EventLogs logs) {
        if (config.adapter().type() == AdapterConfig.Type.AUTO) {
            return null;
        } else if (!hosts.isResolvable()) {
            throw new ConfigurationException("quarkus.socketio.adapter.type needs the extension quarkus-redis-client:"
                    + " add io.quarkus:quarkus-redis-client to the dependencies");
        }
        return hosts.get().create(self, logs);
    }

    /**
     * What adapters are made of.
     *
     * @param logs {@code null} if clients cannot recover their sessions
     * @param hosts {@code null} if this host is on its own
     */
    private record Parts(ServerName self, Scheduler scheduler, @Nullable EventLogs logs, @Nullable RemoteBus hosts) {

        private AdapterFactory ofSingleProcess() {
            if (hosts != null) {
                return started(hosts, new ClusterAdapters(hosts.bus(), scheduler, logs, hosts.sessions()));
            }
            return logs == null ? (namespace, events) -> new LocalAdapter(events, scheduler)
                    : (namespace, events) -> new LocalAdapter(events, scheduler, logs.open(namespace),
                            new MemorySessionStore(logs, events));
        }

        private static ClusterAdapters started(RemoteBus remote, ClusterAdapters adapters) {
            remote.start().accept(adapters);
            return adapters;
        }

        private AdapterFactory ofWorker(WorkerAgent agent, Bus local, boolean survivesCrashes) {
            if (hosts != null) {
                Bus bus = logs == null ? new CompositeBus(local, hosts.bus(), self::isOnSameHost)
                        : new OrderedHostsBus(local, hosts.bus(), self::isOnSameHost);
                return started(hosts, new ClusterAdapters(bus, scheduler, logs, hosts.sessions()));
            }
            if (logs == null) {
                return new ClusterAdapters(local, scheduler);
            }
            ClusterAdapters adapters = new ClusterAdapters(local, scheduler, logs,
                    (namespace, events) -> new IpcSessionStore(namespace,
                            events, logs, agent.incarnation(), agent.sessions(), survivesCrashes));
            IpcSessionStore.releaseFrom(adapters, agent.sessions());
            return adapters;
        }
    }
}
