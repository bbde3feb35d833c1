package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.annotation.Priority;
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
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.engineio.ConnectionLimiter;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.http.ClientFiles;
import io.quarkiverse.socketio.runtime.http.EngineHooks;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.HttpDrain;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.http.PayloadCompression;
import io.quarkiverse.socketio.runtime.http.PipelinedRequests;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.BroadcastHandlers;
import io.quarkiverse.socketio.runtime.quarkus.broadcast.EventBusBridge;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostName;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostRelay;
import io.quarkiverse.socketio.runtime.quarkus.cluster.MisroutedRequests;
import io.quarkiverse.socketio.runtime.quarkus.dev.DevMode;
import io.quarkiverse.socketio.runtime.quarkus.dev.RefusedRequestWarnings;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.NamespaceBeans;
import io.quarkiverse.socketio.runtime.quarkus.security.SecurityFailures;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ClientFaults;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.spi.HandshakeGuard;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Produces the beans of the server from the configuration, and connects them when the application starts. */
@Singleton
public class SocketIOWiring {
    private static final int LAST = Integer.MAX_VALUE;

    @Produces
    @Singleton
    PacketParser parser(SocketIOConfig config, ObjectMapper mapper) {
        ObjectMapper own = mapper.copy().registerModule(new PacketTypes());
        return switch (config.parser()) {
            case JSON -> new JsonPacketParser(own, config.limits().attachments());
            case MSGPACK -> new MsgpackPacketParser(own);
        };
    }

    @Produces
    @Singleton
    MistakeReports reports(SocketIOConfig config, @Any Instance<ClientFaults> faults) {
        Stream<ClientFaults> known = Stream.of(ClientFaults.UNREADABLE, SecurityFailures::explain);
        return new MistakeReports(DevMode.isActive(),
                new ErrorAnswers(config.errors().answer(), Stream.concat(known, faults.stream()).toList()),
                System::nanoTime);
    }

    // wall: what CDI injects
    @Produces
    @Singleton
    @Typed({ SocketIOServer.class, ServerImpl.class })
    ServerImpl server(SocketIOConfig config, PacketParser parser, AdapterFactory adapters,
            HandlerExecutor executor, Provider<Engine> engine, MistakeReports reports) {
        ServerImpl server = new ServerImpl(CoreOptions.serverOptions(config, reports), parser, adapters, executor);
        server.bind(engine::get);
        return server;
    }

    /** Registers all handlers before the HTTP server listens, so that no client connects without them. */
    void registerHandlers(@Observes StartupEvent event, ServerImpl server, Endpoints endpoints, BroadcastHandlers broadcasts,
            NamespaceBeans beans, EventBusBridge bridge, Instance<SocketSecurity> security, // wall: what registers itself
            EngineHooks hooks) {
        SocketSecurity present = security.isResolvable() ? security.get() : null;
        if (present != null) {
            present.register(server, hooks);
        }
        beans.register(server);
        endpoints.register(server, present);
        broadcasts.register(server);
        bridge.start();
    }

    void limitLogs(@Observes StartupEvent event) {
        FrameworkLogs.limit();
    }

    void stopBridge(@Observes ShutdownEvent event, EventBusBridge bridge) {
        bridge.stop();
    }

    void dropRecoverableSessions(@Observes ShutdownEvent event, ServerImpl server) {
        server.endRecovery();
    }

    /** After the application's observers, which may still send events. */
    void disconnectFromOtherServers(@Observes @Priority(LAST) ShutdownEvent event, AdapterFactory adapters) {
        adapters.close();
    }

    /** Creates session ids that name this worker, and this host if hosts relay. */
    @Produces
    @Singleton
    Supplier<String> sessionIds(ClusterMembership membership, HostRelay relay) {
        int incarnation = membership.incarnation();
        String tag = relay.tag();
        return () -> SessionId.next(incarnation, tag);
    }

    @Produces
    @Singleton
    MemoryBudget budget(SocketIOConfig config) {
        return new MemoryBudget(CoreOptions.totalBufferedBytes(config, Runtime.getRuntime().maxMemory()), System::nanoTime);
    }

    @Produces
    @Singleton
    EngineServer engine(SocketIOConfig config, ServerImpl server, Supplier<String> sessionIds, MemoryBudget budget) {
        return new EngineServer(CoreOptions.engineOptions(config), sessionIds, server::accept,
                new ConnectionLimiter(CoreOptions.capacity(config, Runtime.getRuntime().maxMemory()), System::nanoTime),
                budget);
    }

    // wall: what CDI injects
    @Produces
    @Singleton
    @Typed({ Engine.class, EngineHooks.class })
    EngineHooks hooks(SocketIOConfig config, EngineServer server,
            @Any Instance<HandshakeGuard> guards, ConnectionErrorEvents observers, MisroutedRequests misrouted,
            MistakeReports reports) {
        EngineHooks hooks = new EngineHooks(server, config.guardTimeout());
        misrouted.listenTo(hooks);
        guards.forEach(guard -> hooks.allowRequest(guard::check));
        observers.listenTo(hooks);
        if (reports.warns()) {
            RefusedRequestWarnings.listenTo(hooks, reports);
        }
        return hooks;
    }

    @Produces
    @Singleton
    OriginPolicy origins(SocketIOConfig config, Config all) {
        boolean quarkusDoes = all.getOptionalValue("quarkus.http.cors.enabled", Boolean.class).orElse(false);
        return new OriginPolicy(config.origins()
                .or(() -> all.getOptionalValues("quarkus.http.cors.origins", String.class)).orElse(List.of()),
                config.origins().isPresent() && !quarkusDoes);
    }

    @Produces
    @Singleton
    EngineRoute route(SocketIOConfig config, EngineServer engine, EngineHooks hooks, OriginPolicy origins,
            ClusterMembership membership) {
        PayloadCompression compression = CoreOptions.compression(config);
        if (!config.cookie().enabled().orElse(membership.isWorker())) {
            return new EngineRoute(engine, hooks, origins, null, compression);
        }
        String prefix = membership.worker().map(worker -> HostName.of(config.cookie().host()) + "." + worker.seat() + ".")
                .orElse("");
        return new EngineRoute(engine, hooks, origins, CoreOptions.cookie(config.cookie(), sid -> prefix + sid), compression);
    }

    @Produces
    @Singleton
    HttpDrain httpDrain() {
        return new HttpDrain();
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
