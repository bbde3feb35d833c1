package io.quarkiverse.socketio.runtime.quarkus.admin;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.admin.AdminOptions;
import io.quarkiverse.socketio.runtime.admin.AdminRuntime;
import io.quarkiverse.socketio.runtime.admin.AdminServer;
import io.quarkiverse.socketio.runtime.admin.ServerIdentity;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostName;
import io.quarkiverse.socketio.runtime.quarkus.context.OrderedCalls;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Starts the administration where it is enabled. */
@Singleton
public class AdminWiring {
    private static final Logger LOG = Logger.getLogger(AdminWiring.class);
    /** Logins that wait while one is checked, each of about 100 ms; more are refused. */
    private static final int MAX_LOGINS = 32;

    private @Nullable AdminServer admin;

    /** Before the application's handlers are registered, so that all namespaces are observed. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event, SocketIOConfig config,
            ServerImpl server, EngineServer engine, ClusterMembership membership, Endpoints endpoints, // wall: parts
            HandlerExecutor executor) {
        if (!config.admin().enabled()) {
            return;
        }
        AdminOptions options = AdminSettings.of(config.admin(), endpoints);
        OrderedCalls logins = new OrderedCalls(executor, MAX_LOGINS);
        AdminRuntime runtime = new AdminRuntime(identity(config.admin().serverId(), membership),
                Scheduler.of(Infrastructure.getDefaultWorkerPool()), InstantSource.system(),
                check -> logins.tryAdd(ExecutionMode.WORKER, check), config.adapter().type() != AdapterConfig.Type.AUTO);
        AdminServer started = new AdminServer(options, runtime, server, engine);
        started.start();
        admin = started;
        LOG.infof("The namespace %s is for administrators: %s mode%s, %s", options.namespace(),
                options.development() ? "development" : "production", options.readOnly() ? ", read-only" : "",
                options.credentials() == null ? "without a login" : "with a login");
    }

    private static ServerIdentity identity(Optional<String> configured, ClusterMembership membership) {
        String hostname = HostName.of(Optional.empty());
        long pid = ProcessHandle.current().pid();
        String id = configured.orElse(hostname);
        return new ServerIdentity(membership.isWorker() ? id + "#" + pid : id, hostname, pid,
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    void stop(@Observes ShutdownEvent event) {
        if (admin != null) {
            admin.close();
        }
    }
}
