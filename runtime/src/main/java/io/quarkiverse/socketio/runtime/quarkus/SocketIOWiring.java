package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.config.ToCore;
import io.quarkiverse.socketio.runtime.engineio.Capacity;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.http.ClientFiles;
import io.quarkiverse.socketio.runtime.http.EngineHooks;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.LastRequests;
import io.quarkiverse.socketio.runtime.http.MessageDeflate;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.http.PayloadCompression;
import io.quarkiverse.socketio.runtime.http.PipelinedRequests;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.spi.HandshakeGuard;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Makes the beans of the server from the configuration. */
@Singleton
public class SocketIOWiring {

    @Produces
    @Singleton
    @Typed({ SocketIOServer.class, ServerImpl.class })
    ServerImpl server(SocketIOConfig config, ObjectMapper mapper, AdapterFactory adapters, HandlerExecutor executor,
            Provider<Engine> engine) {
        ObjectMapper own = mapper.copy().registerModule(new BufferModule());
        PacketParser parser = switch (config.parser()) {
            case JSON -> new JsonPacketParser(own, config.limits().attachments());
            case MSGPACK -> new MsgpackPacketParser(own);
        };
        ServerImpl server = new ServerImpl(ToCore.serverOptions(config, LaunchMode.current().isDev()), parser, adapters,
                executor);
        server.bind(engine::get);
        return server;
    }

    /** Before the HTTP server listens, so that no client finds a namespace without its handlers. */
    void registerHandlers(@Observes StartupEvent event, ServerImpl server, Endpoints endpoints, BroadcastHandlers broadcasts,
            NamespaceBeans beans, EventBusBridge bridge, Instance<SocketSecurity> security, // wall: what registers itself
            EngineHooks hooks) {
        SocketSecurity present = security.isResolvable() ? security.get() : null;
        if (present != null) {
            present.serve(server, hooks);
        }
        beans.register(server);
        endpoints.register(server, present);
        broadcasts.register(server);
        bridge.start();
    }

    void limitLogs(@Observes StartupEvent event) {
        FrameworkLogs.limit();
    }

    void endBridge(@Observes ShutdownEvent event, EventBusBridge bridge) {
        bridge.stop();
    }

    void forgetClients(@Observes ShutdownEvent event, ServerImpl server) {
        server.endRecovery();
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
    MemoryBudget budget(SocketIOConfig config) {
        return new MemoryBudget(ToCore.totalBufferedBytes(config, Runtime.getRuntime().maxMemory()), System::nanoTime);
    }

    @Produces
    @Singleton
    EngineServer engine(SocketIOConfig config, ServerImpl server, Supplier<String> sessionIds, MemoryBudget budget) {
        return new EngineServer(ToCore.engineOptions(config), sessionIds, server::accept,
                new Capacity(ToCore.capacity(config), System::nanoTime), budget);
    }

    @Produces
    @Singleton
    @Typed({ Engine.class, EngineHooks.class })
    EngineHooks hooks(SocketIOConfig config, EngineServer server, @Any Instance<HandshakeGuard> guards,
            ConnectionErrors observers, Misrouted misrouted) {
        EngineHooks hooks = new EngineHooks(server, config.guardTimeout());
        if (WorkerAgent.current().isPresent()) {
            hooks.onConnectionError(misrouted::onRefused);
        }
        guards.forEach(guard -> hooks.allowRequest(guard::check));
        observers.listenTo(hooks);
        return hooks;
    }

    /** Nobody tells it anything where there is no cluster. */
    @Produces
    @Singleton
    Misrouted misrouted(SocketIOConfig config) {
        return new Misrouted(new ThisWorker(HostName.of(config.cookie().host()), config.cookie().name()), System::nanoTime);
    }

    private record ThisWorker(String host, String cookieName) implements Misrouted.Self {
        @Override
        public int incarnation() {
            return agent().incarnation();
        }

        @Override
        public CompletionStage<String> ask(int incarnation) {
            return agent().ask(new Query.Owner(incarnation)).thenApply(QueryReply.Text::text);
        }

        private static WorkerAgent agent() {
            return WorkerAgent.current().orElseThrow();
        }
    }

    @Produces
    @Singleton
    OriginPolicy origins(SocketIOConfig config, Config all) {
        boolean quarkusTells = all.getOptionalValue("quarkus.http.cors.enabled", Boolean.class).orElse(false);
        return new OriginPolicy(config.origins()
                .or(() -> all.getOptionalValues("quarkus.http.cors.origins", String.class)).orElse(List.of()),
                config.origins().isPresent() && !quarkusTells);
    }

    @Produces
    @Singleton
    EngineRoute route(SocketIOConfig config, EngineServer engine, EngineHooks hooks, OriginPolicy origins) {
        PayloadCompression compression = new PayloadCompression(config.httpCompression().enabled(),
                config.httpCompression().threshold(), config.perMessageDeflate().enabled()
                        ? new MessageDeflate(config.perMessageDeflate().threshold(), config.maxPayload())
                        : null);
        Optional<WorkerAgent> agent = WorkerAgent.current();
        if (!config.cookie().enabled().orElse(agent.isPresent())) {
            return new EngineRoute(engine, hooks, origins, null, compression);
        }
        String prefix = agent.map(worker -> HostName.of(config.cookie().host()) + "." + worker.seat() + ".").orElse("");
        return new EngineRoute(engine, hooks, origins, ToCore.cookie(config.cookie(), sid -> prefix + sid), compression);
    }

    @Produces
    @Singleton
    LastRequests lastRequests() {
        return new LastRequests();
    }

    @Produces
    @Singleton
    PipelinedRequests pipelinedRequests(MemoryBudget budget) {
        return new PipelinedRequests(budget);
    }

    @Produces
    @Singleton
    ClientFiles clientFiles(SocketIOConfig config, OriginPolicy origins) {
        return new ClientFiles(config.serveClient(), origins);
    }
}
