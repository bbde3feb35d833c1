package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * This process as a worker of a cluster: starts it, reports to the primary when it is ready, and gives access to its identity,
 * the link to the primary, and the state of the cluster. There is one instance from the start of the process, none if the
 * process is not a worker.
 * <p>
 * Thread: any.
 */
public final class WorkerAgent {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static volatile @Nullable WorkerAgent current;

    private final WorkerEnvironment environment;
    private final PrimaryLink link;

    private WorkerAgent(WorkerEnvironment environment) {
        this.environment = environment;
        this.link = new PrimaryLink(environment);
    }

    /** Returns the agent of this process; empty when it is not a worker. */
    public static Optional<WorkerAgent> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Starts the agent; from now on the process exits when its primary does. To be called first in the process, before the
     * application.
     *
     * @throws IllegalStateException when another user could pretend to be the primary
     */
    public static WorkerAgent start(WorkerEnvironment environment) {
        try {
            LocalUser.requireOwnDirectory(environment.directory());
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        // Ctrl-C reaches the whole process group; the primary stops its workers itself
        handle("INT", SignalHandler.SIG_IGN);
        handle("USR2", signal -> LOG.info("Signal USR2: send it to the primary"));
        Thread watch = new Thread(WorkerAgent::watchInput, "cluster-primary-watch");
        watch.setDaemon(true);
        watch.start();
        WorkerAgent agent = new WorkerAgent(environment);
        current = agent;
        return agent;
    }

    /** Returns the seat of this worker, 1 to the number of workers. */
    public int seat() {
        return environment.seat();
    }

    /** Returns the name of this cluster: the same for all workers of its primary, and partly random. */
    public String clusterId() {
        return environment.directory().toString();
    }

    /** Returns the incarnation of this worker, 1 to 4095; no two workers that live have the same. */
    public int incarnation() {
        return environment.incarnation();
    }

    public long pid() {
        return ProcessHandle.current().pid();
    }

    /** Returns the channel to the other workers. */
    public BusChannel bus() {
        link.open();
        return link.bus();
    }

    /** Returns the channel to the sessions that the primary saves. */
    public SessionChannel sessions() {
        link.open();
        return link.sessions();
    }

    /** Returns all workers as the primary has sent them last, about twice a second while they change; empty before. */
    public List<WorkerInfo> workers() {
        return link.clusterView().seats().stream().map(WorkerAgent::info).toList();
    }

    /** Describes a worker for debug lines. */
    public String describe(int incarnation) {
        return workers().stream().filter(worker -> worker.incarnation() == incarnation)
                .map(worker -> "worker " + worker.id() + " (pid " + worker.pid() + ")").findFirst()
                .orElse(incarnation == incarnation() ? "worker " + seat() : "a worker that is gone");
    }

    /** Returns whether all workers of the cluster were once ready. */
    public boolean clusterReady() {
        return link.clusterView().clusterReady();
    }

    /** Returns since when this worker is the leader of the cluster, of which there is at most one; empty if it is not. */
    public Optional<Instant> leaderSince() {
        return Optional.ofNullable(link.leaderSince());
    }

    /** Returns whether an incarnation is that of another worker, and ready. */
    public boolean isReadyOther(int incarnation) {
        return incarnation != incarnation() && members().contains(incarnation);
    }

    /** Returns the incarnations of all ready workers, as the primary has sent them last. */
    public Set<Integer> members() {
        return link.members();
    }

    /** Returns the socket on which this worker's HTTP server listens. */
    public Path httpSocket() {
        return WorkerEnvironment.httpSocket(environment.directory(), incarnation());
    }

    /** Returns the socket on which a worker receives the connections that others relay to it. */
    public Path relaySocket(int incarnation) {
        return WorkerEnvironment.relaySocket(environment.directory(), incarnation);
    }

    /** Sets the hooks into the application; before {@link #ready}. */
    public void setHooks(WorkerHooks hooks) {
        link.setHooks(hooks);
    }

    /**
     * Sends a query to the primary.
     *
     * @return the reply, for a command once it has begun; failed with an {@link IllegalArgumentException} that has the reason
     *        when there is none, or a {@link java.util.concurrent.TimeoutException}
     */
    public <R extends QueryReply> CompletionStage<R> ask(Query<R> query) {
        return link.ask(query);
    }

    /** Opens the link. To be called once the application's own settings of Netty are effective. */
    public void connect() {
        link.open();
    }

    /** Returns the socket on which this worker's server for TLS listens, if it has one. */
    public Path tlsSocket() {
        return WorkerEnvironment.tlsSocket(environment.directory(), incarnation());
    }

    /** Returns the socket on which this worker's server of the management interface listens, if it has one. */
    public Path managementSocket() {
        return WorkerEnvironment.managementSocket(environment.directory(), incarnation());
    }

    /** Returns the socket on which this worker's server for other hosts listens, if it has one. */
    public Path hostSocket() {
        return WorkerEnvironment.hostSocket(environment.directory(), incarnation());
    }

    /** Returns whether this worker is to warm up before it reports that it is ready, as others serve meanwhile. */
    public boolean warmsUp() {
        return environment.warmUp();
    }

    /** Returns the socket on which the server listens by which this worker warms up. */
    public Path warmUpSocket() {
        return WorkerEnvironment.warmUpSocket(environment.directory(), incarnation());
    }

    /** Returns the socket on which that server receives connections. */
    public Path warmUpRelaySocket() {
        return WorkerEnvironment.warmUpRelaySocket(environment.directory(), incarnation());
    }

    /** Returns the tag of this host in the ids of sessions; empty if hosts do not relay requests. */
    public String hostTag() {
        return environment.host();
    }

    /**
     * Reports to the primary that the application has started and its HTTP server listens on {@link #httpSocket}, so that
     * connections can be handed over.
     *
     * @param tls whether there is a server on {@link #tlsSocket}
     * @param management whether there is a server on {@link #managementSocket}
     * @param hosts whether there is a server on {@link #hostSocket}
     * @param maxClients the maximum number of open connections of clients
     */
    public void ready(boolean tls, boolean management, boolean hosts, int maxClients) {
        link.open();
        link.ready(ChannelAdoption.into(environment.seat(), new ChannelAdoption.Sockets(httpSocket(), tls ? tlsSocket() : null,
                management ? managementSocket() : null, hosts ? hostSocket() : null), maxClients));
    }

    private static void watchInput() {
        try {
            while (System.in.read() >= 0) {
                // the primary never writes
            }
        } catch (IOException e) {
            LOG.debug("standard input", e);
        }
        WorkerExit.exitAsOrphan();
    }

    private static WorkerInfo info(LinkMessage.SeatView seat) {
        return new WorkerInfo(seat.id(), seat.pid(), seat.incarnation(), WorkerState.valueOf(seat.state()), seat.restarts(),
                seat.connections(), Instant.ofEpochMilli(seat.startedAtMillis()), seat.rss(), seat.cpu());
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException e) {
            LOG.debugf("No handler for signal %s: %s", signal, e.getMessage());
        }
    }
}
