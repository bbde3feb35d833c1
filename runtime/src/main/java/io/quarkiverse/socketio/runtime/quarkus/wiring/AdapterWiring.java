package io.quarkiverse.socketio.runtime.quarkus.wiring;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcBus;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcSessionStore;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Produces the adapters: of a single process, or of a worker. The layers below do not know whether there is a cluster. */
@Singleton
public class AdapterWiring {

    @Produces
    @Singleton
    AdapterFactory adapters(SocketIOConfig config, Instance<TraceCarrier> tracing, MemoryBudget budget,
            ClusterMembership membership) {
        Scheduler scheduler = Scheduler.of(Infrastructure.getDefaultWorkerPool());
        EventLogs logs = config.recovery().enabled()
                ? new EventLogs(CoreOptions.keptEvents(config.recovery()), scheduler, System::nanoTime, budget)
                : null;
        return membership.worker()
                .<AdapterFactory> map(agent -> ofWorker(agent, new IpcBus(agent.bus(), tracing.isResolvable() ? tracing.get()
                        : TraceCarrier.NONE), scheduler, logs,
                        config.recovery().durability() == SocketIOConfig.Durability.CRASH))
                .orElseGet(() -> singleProcess(scheduler, logs));
    }

    private static AdapterFactory singleProcess(Scheduler scheduler, @Nullable EventLogs logs) {
        return logs == null ? (namespace, events) -> new LocalAdapter(events, scheduler)
                : (namespace, events) -> new LocalAdapter(events, scheduler, logs.of(namespace),
                        new MemorySessionStore(logs, events));
    }

    private static AdapterFactory ofWorker(WorkerAgent agent, Bus bus, Scheduler scheduler, @Nullable EventLogs logs, // wall: parts
            boolean survivesCrashes) {
        if (logs == null) {
            return new ClusterAdapters(bus, scheduler);
        }
        ClusterAdapters adapters = new ClusterAdapters(bus, scheduler, logs,
                (namespace, events) -> new IpcSessionStore(namespace,
                        events, logs, agent.incarnation(), agent.sessions(), survivesCrashes));
        IpcSessionStore.releaseFrom(adapters, agent.sessions());
        return adapters;
    }
}
