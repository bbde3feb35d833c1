package io.quarkiverse.socketio.runtime.quarkus.presence;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.presence.PresenceRuntime;
import io.quarkiverse.socketio.runtime.presence.PresenceServer;
import io.quarkiverse.socketio.runtime.presence.ServerInfo;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostName;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Produces the presence of this process, connects it to the server, and starts it. A bean only where presence is enabled. */
@Singleton
public class PresenceWiring {
    private static final Logger LOG = Logger.getLogger(PresenceWiring.class);
    private static final int ID_BYTES = 8;
    private static final int STOP_MILLIS = 1000;

    /** Runs nothing of the application, which may use all other threads: signs of life must not be late. */
    private final ScheduledThreadPoolExecutor thread = newThread();

    private static ScheduledThreadPoolExecutor newThread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "socketio-presence");
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.DiscardPolicy()); // sockets are removed until the end
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @Produces
    @Singleton
    PresenceServer presence(SocketIOConfig config, ClusterMembership membership, AdapterFactory adapters, // wall: parts
            Instance<DataChannel.Factory> hosts, PresenceEvents events, Provider<ServerImpl> server) {
        ServerInfo self = new ServerInfo(randomId(), HostName.of(config.cookie().host()),
                membership.worker().map(WorkerAgent::seat).orElse(0));
        List<DataChannel> channels = new ArrayList<>();
        if (adapters instanceof ClusterAdapters cluster) {
            channels.add(cluster.dataChannel());
        }
        if (config.adapter().type() != AdapterConfig.Type.AUTO && hosts.isResolvable()) {
            channels.add(hosts.get().create(self.id()));
        }
        return new PresenceServer(self, CoreOptions.presence(config.presence()), channels,
                new PresenceRuntime(Scheduler.of(thread), System::nanoTime, thread),
                (user, namespace, event) -> EventBytes.emit(server.get(), user, namespace, event),
                events.areObserved() ? events : null);
    }

    private static String randomId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Before the application's handlers are registered, so that these find their user online. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event, ServerImpl server,
            TrackedSockets sockets, PresenceServer presence) {
        sockets.register(server);
        presence.start();
    }

    void stop(@Observes ShutdownEvent event, PresenceServer presence) {
        try {
            presence.stop().get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf(e, "The other servers were not told that this one stops");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdown();
        }
    }
}
