package io.quarkiverse.socketio.runtime.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.FetchTimeoutException;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The namespace for administrators on one server of a cluster: admits them, tells them which sockets there are on all servers,
 * and reports the numbers of this server every {@link #STATS}. Administrators of any server receive the reports of all of them.
 * <p>
 * Thread: any.
 */
public final class AdminServer {
    private static final Logger LOG = Logger.getLogger(AdminServer.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration STATS = Duration.ofSeconds(2);
    /** No more sockets of namespaces that only one server has are reported to an administrator who connects. */
    private static final int MAX_SOCKETS = 10_000;
    /** The list of all sockets is one message; so much of what may be queued for an administrator is left for others. */
    private static final int SHARE_OF_LIST = 2;
    /** No more are counted in a report: clients choose names, up to the limit of such namespaces. */
    private static final int MAX_NAMESPACES = 1000;
    /** Namespaces whose sockets are fetched at a time. */
    private static final int FETCHES = 8;
    private static final String WATCH = "socketio-admin:watch";
    private static final String DESCRIBE = "socketio-admin:describe";

    private final AdminOptions options;
    private final AdminRuntime runtime;
    private final ServerImpl server;
    private final EngineServer engine;
    private final NamespaceImpl admin;
    private final Watchers watchers;
    private final AdminEvents events;
    private final @Nullable AdminLogin login;
    private final @Nullable SocketCommands commands;
    private final Traffic traffic = new Traffic();
    /** Guarded by this, as are all below and the samples of the traffic. */
    private long seconds;
    private boolean closed;
    private Runnable timer = () -> {
    };

    /** Creates the namespace; to be called before clients connect. */
    public AdminServer(AdminOptions options, AdminRuntime runtime, ServerImpl server, EngineServer engine) {
        this.options = options;
        this.runtime = runtime;
        this.server = server;
        this.engine = engine;
        this.admin = server.namespace(options.namespace());
        this.watchers = new Watchers(runtime.clock().instant());
        this.events = new AdminEvents(server, admin, watchers, runtime.clock());
        AdminCredentials credentials = options.credentials();
        this.login = credentials == null ? null
                : new AdminLogin(credentials, runtime.clock(), runtime.passwordChecks());
        this.commands = options.readOnly() ? null : new SocketCommands(server, admin);
    }

    /** Starts; to be called once, before clients connect. */
    public void start() {
        engine.observe(traffic);
        if (options.development()) {
            events.observe();
        }
        if (login != null) {
            admin.handlers().guard(login);
        }
        admin.onConnection(this::onConnected);
        admin.onServerSide(WATCH, this::onWatch);
        admin.onServerSide(DESCRIBE, this::onDescribe);
        schedule();
        sendStats();
    }

    /** Stops reporting. */
    public synchronized void close() {
        closed = true;
        timer.run();
    }

    private synchronized void schedule() {
        if (!closed) {
            timer = runtime.scheduler().schedule(SECOND, this::onSecond);
        }
    }

    private void onSecond() {
        try {
            Instant now = runtime.clock().instant();
            long second = sample(now);
            if (second % Watchers.REPEAT.toSeconds() == 0) {
                lookForAdministrators(now);
            }
            watchers.expire(now);
            if (watchers.present() && second % STATS.toSeconds() == 0) {
                sendStats();
            }
        } finally {
            schedule();
        }
    }

    private synchronized long sample(Instant now) {
        traffic.sample(now);
        return ++seconds;
    }

    private void lookForAdministrators(Instant now) {
        if (!admin.sockets().isEmpty()) {
            watchers.found(now);
            admin.serverSideEmit(WATCH, false);
        } else if (runtime.mixed()) {
            socketsOf(admin).subscribe().with(sockets -> {
                if (!sockets.isEmpty()) {
                    watchers.found(runtime.clock().instant());
                }
            });
        }
    }

    /** Another server has administrators; one of them is new if the argument is true. */
    private void onWatch(Arguments arguments) {
        watchers.found(runtime.clock().instant());
        if (Boolean.TRUE.equals(arguments.get(0, Object.class))) {
            sendStats();
        }
    }

    private void onConnected(Socket socket) {
        watchers.found(runtime.clock().instant());
        String session = login == null ? null : login.newSession(socket.handshake());
        if (session != null) {
            socket.emit("session", session);
        }
        if (commands != null) {
            commands.register(socket);
        }
        socket.emit("config", Map.of("supportedFeatures", features()));
        admin.serverSideEmit(WATCH, true); // before the other servers are asked for their sockets
        if (options.development()) {
            sendSockets(socket);
        }
        sendStats();
    }

    private List<String> features() {
        List<String> features = new ArrayList<>();
        if (!options.readOnly()) {
            features.addAll(List.of("EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT"));
        }
        features.add("AGGREGATED_EVENTS");
        if (options.development()) {
            features.add("ALL_EVENTS");
        }
        return features;
    }

    /** Tells an administrator of the sockets of all servers. */
    private void sendSockets(Socket administrator) {
        List<NamespaceImpl> namespaces = List.copyOf(server.present());
        long max = engine.options().limits().maxBufferedBytes() / SHARE_OF_LIST;
        AtomicLong bytes = new AtomicLong();
        Multi.createFrom().iterable(namespaces)
                .onItem().transformToUni(namespace -> socketsOf(namespace).map(sockets -> views(namespace.name(), sockets)))
                .merge(FETCHES)
                .onItem().transformToIterable(views -> views)
                .select().first(view -> bytes.addAndGet(view.toString().length()) <= max)
                .collect().asList()
                .subscribe().with(sockets -> {
                    if (bytes.get() > max) {
                        FAILURES.logf(LOG, Logger.Level.WARN, null,
                                "An administrator is told of %d sockets and those that connect from now on: the others exceed"
                                        + " half of quarkus.socketio.limits.buffered-bytes",
                                sockets.size());
                    }
                    administrator.emit("all_sockets", sockets);
                    Set<String> names = new TreeSet<>();
                    namespaces.forEach(namespace -> names.add(namespace.name()));
                    admin.serverSideEmit(DESCRIBE, administrator.id(), names);
                }, failure -> FAILURES.logf(LOG, Logger.Level.WARN, failure, "An administrator is not told of the sockets"));
    }

    private static Uni<List<RemoteSocket>> socketsOf(BroadcastOperator namespace) {
        return namespace.fetchSockets().onFailure(FetchTimeoutException.class)
                .recoverWithItem(failure -> ((FetchTimeoutException) failure).sockets())
                .onFailure(SocketIOException.class).recoverWithItem(List.of());
    }

    private static List<Map<String, Object>> views(String namespace, Collection<RemoteSocket> sockets) {
        List<Map<String, Object>> views = new ArrayList<>();
        for (RemoteSocket socket : sockets) {
            try {
                views.add(SocketView.of(namespace, socket));
            } catch (RuntimeException e) { // of a server in Node, whose data may be anything
                FAILURES.logf(LOG, Logger.Level.WARN, e, "An administrator is not told of socket %s", socket.id());
            }
        }
        return views;
    }

    /**
     * Another server has an administrator, who has not been told of the namespaces that only this server has, and others
     * perhaps: those that clients have asked for.
     */
    private void onDescribe(Arguments arguments) {
        String administrator = arguments.get(0, String.class);
        if (options.development() && administrator != null && arguments.get(1, Object.class) instanceof List<?> known) {
            BroadcastOperator receiver = admin.to(administrator);
            server.present().stream().filter(namespace -> !known.contains(namespace.name()))
                    .flatMap(namespace -> namespace.sockets().stream()).limit(MAX_SOCKETS)
                    .forEach(socket -> events.emitConnected(receiver, socket));
        }
    }

    private void sendStats() {
        ServerIdentity self = runtime.self();
        Instant now = runtime.clock().instant();
        Map<String, Object> stats = new HashMap<>();
        stats.put("serverId", self.serverId());
        stats.put("hostname", self.hostname());
        stats.put("pid", self.pid());
        stats.put("uptime", Duration.between(self.startedAt(), now).toMillis() / (double) SECOND.toMillis());
        stats.put("clientsCount", engine.size());
        stats.put("pollingClientsCount", engine.size("polling"));
        synchronized (this) {
            stats.put("aggregatedEvents", traffic.take());
        }
        stats.put("namespaces", server.present().stream().limit(MAX_NAMESPACES).map(
                namespace -> Map.of("name", namespace.name(), "socketsCount", namespace.sockets().size())).toList());
        admin.emit("server_stats", stats);
    }
}
