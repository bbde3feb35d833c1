package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.Uni;

/**
 * Sends messages and requests to the other servers, and counts them. A failure of the bus is logged, not thrown, so that the
 * caller goes on with the sockets of this server.
 * <p>
 * Thread: any.
 */
final class ClusterClient {
    private static final Logger LOG = Logger.getLogger(ClusterClient.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private final Bus bus;
    private final BusStats stats = new BusStats();
    private final Scheduler scheduler;
    private final PendingRequests requests;
    private volatile Set<String> others = Set.of();

    ClusterClient(Bus bus, Scheduler scheduler) {
        this.bus = bus;
        this.scheduler = scheduler;
        this.requests = new PendingRequests(scheduler, bus::label);
    }

    Bus bus() {
        return bus;
    }

    /** Returns the requests that are not completed. */
    PendingRequests pendingRequests() {
        return requests;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    BusStats stats() {
        return stats;
    }

    /** Describes the connection, for health checks. */
    String state() {
        return bus.describe(others.size());
    }

    String self() {
        return bus.self();
    }

    Set<String> others() {
        return others;
    }

    void onPeers(Set<String> present) {
        others = Set.copyOf(present);
        requests.retainServers(withSelf());
    }

    private Set<String> withSelf() {
        Set<String> all = new HashSet<>(others);
        all.add(bus.self());
        return all;
    }

    void publish(ClusterMessage message) {
        try {
            bus.publish(message);
            stats.countSent(message);
            BusDebug.published(message);
        } catch (RuntimeException e) {
            failed(message, e);
        }
    }

    void send(String to, ClusterMessage message) {
        try {
            bus.send(to, message);
            stats.countSent(message);
            BusDebug.sent(bus, message, to);
        } catch (RuntimeException e) {
            failed(message, e);
        }
    }

    /** As {@link Bus#sequence}. */
    boolean sequence(ClusterMessage.Kept message, Bus.Placement placement) {
        try {
            boolean sent = bus.sequence(message, placement);
            if (sent) {
                stats.countSent(message);
                BusDebug.sequenced(message);
            }
            return sent;
        } catch (RuntimeException e) {
            failed(message, e);
            return false;
        }
    }

    private static void failed(ClusterMessage message, RuntimeException e) {
        FAILURES.logf(LOG, Logger.Level.ERROR, e, "A %s for namespace %s did not reach the other servers",
                message.getClass().getSimpleName(),
                message.namespace());
    }

    Uni<Responses<SocketDetails>> fetch(LocalAdapter local, String namespace, BroadcastOptions options, Duration timeout) {
        return Uni.createFrom().deferred(() -> requests.ask(SocketDetails.class, withSelf(), timeout, request -> {
            request.collector().expectUnlisted(bus.countUnlisted(namespace));
            publish(new ClusterMessage.FetchSockets(namespace, request.id(), options));
            request.collector().addResponses(bus.self(), local.details(options), false);
            request.collector().retainServers(withSelf()); // a server may have gone meanwhile
        }));
    }

    Uni<Responses<EncodedPacket>> askClients(LocalAdapter local, String namespace, EncodedPacket event,
            BroadcastOptions options,
            Duration timeout) {
        return Uni.createFrom().deferred(() -> requests.ask(EncodedPacket.class, withSelf(), timeout, request -> {
            request.collector().expectUnlisted(bus.countUnlisted(namespace));
            publish(new ClusterMessage.BroadcastWithAck(namespace, request.id(), options, timeout, event));
            local.ask(event, options, request.collector(), LocalAdapter.acksOf(bus.self(), request.collector()));
            request.collector().retainServers(withSelf());
        }));
    }

    /** Returns the number of servers, this one included. */
    Uni<Integer> countServers(String namespace) {
        return Uni.createFrom().completionStage(() -> bus.countUnlisted(namespace))
                .map(unlisted -> others.size() + 1 + unlisted);
    }

    Uni<Responses<EncodedPacket>> askServers(String namespace, EncodedPacket event, Duration timeout) {
        return Uni.createFrom().deferred(() -> requests.ask(EncodedPacket.class, others, timeout, request -> {
            request.collector().expectUnlisted(bus.countUnlisted(namespace));
            publish(new ClusterMessage.ServerSideRequest(namespace, request.id(), event));
            request.collector().retainServers(others);
        }));
    }
}
