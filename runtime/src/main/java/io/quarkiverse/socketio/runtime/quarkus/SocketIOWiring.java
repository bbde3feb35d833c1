package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcBus;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.config.ToCore;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.http.ClientFiles;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Makes the beans of the server from the configuration. */
@Singleton
public class SocketIOWiring {

    @Produces
    @Singleton
    @Typed({ SocketIOServer.class, ServerImpl.class })
    ServerImpl server(SocketIOConfig config, ObjectMapper mapper, HandlerExecutor executor) {
        JsonPacketParser parser = new JsonPacketParser(mapper.copy().registerModule(new BufferModule()),
                config.limits().attachments());
        return new ServerImpl(ToCore.serverOptions(config), parser, adapters(), executor);
    }

    /** From here down nothing knows whether there is a cluster. */
    private static AdapterFactory adapters() {
        return WorkerAgent.current()
                .<AdapterFactory> map(
                        agent -> new ClusterAdapters(new IpcBus(agent.bus()), Infrastructure.getDefaultWorkerPool()))
                .orElse((namespace, events) -> new LocalAdapter());
    }

    /** Before the HTTP server listens, so that no client finds a namespace without its handlers. */
    void registerHandlers(@Observes StartupEvent event, ServerImpl server, Endpoints endpoints, BroadcastHandlers broadcasts) {
        endpoints.register(server);
        broadcasts.register(server);
    }

    /** Session ids that name this worker. */
    @Produces
    @Singleton
    Supplier<String> sessionIds() {
        int incarnation = WorkerAgent.current().map(WorkerAgent::incarnation).orElse(0);
        return () -> SessionId.next(incarnation);
    }

    @Produces
    @Singleton
    EngineServer engine(SocketIOConfig config, ServerImpl server, Supplier<String> sessionIds) {
        return new EngineServer(ToCore.engineOptions(config), sessionIds, server::accept);
    }

    @Produces
    @Singleton
    OriginPolicy origins(SocketIOConfig config, Config all) {
        return new OriginPolicy(config.origins()
                .or(() -> all.getOptionalValues("quarkus.http.cors.origins", String.class)).orElse(List.of()));
    }

    @Produces
    @Singleton
    EngineRoute route(EngineServer engine, OriginPolicy origins) {
        return new EngineRoute(engine, origins);
    }

    @Produces
    @Singleton
    ClientFiles clientFiles(SocketIOConfig config) {
        return new ClientFiles(config.serveClient());
    }
}
