package io.quarkiverse.socketio.runtime.quarkus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

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
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Makes the beans of the server from the configuration, and ends it with the application. */
@Singleton
public class SocketIOWiring {
    private static final Logger LOG = Logger.getLogger(SocketIOWiring.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

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

    /** Before the application's own beans end, since handlers of the disconnections use them. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event, EngineServer engine, QuarkusHandlerExecutor handlers)
            throws InterruptedException {
        try {
            engine.close().toCompletableFuture().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            handlers.awaitIdle(STOP_LIMIT);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Not all clients could be disconnected within %d s", STOP_LIMIT.toSeconds());
        }
    }
}
