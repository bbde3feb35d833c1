package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchLogs;
import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchedLog;
import io.quarkiverse.socketio.runtime.bus.LogMessages.LoggedEvent;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;

/**
 * Copies the kept events of another server when this one starts, so that clients can recover their sessions here at once, and
 * responds to such requests of other servers.
 * <p>
 * Thread: any.
 */
final class LogTransfer {
    private static final Logger LOG = Logger.getLogger(LogTransfer.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(10);
    private static final int MAX_ATTEMPTS = 3;
    private static final int MAX_RETRIES = (int) (TIMEOUT.toMillis() / RETRY.toMillis());
    /** The namespace in the last part of a response, which stands for all namespaces that have no part. */
    private static final String OTHERS = "";

    private final ClusterClient cluster;
    private final EventLogs logs;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    /** Guarded by this, as are the following fields. */
    private boolean started;
    private boolean listed;
    private boolean asked;
    private long start;

    LogTransfer(ClusterClient cluster, EventLogs logs) {
        this.cluster = cluster;
        this.logs = logs;
    }

    /**
     * Returns a future that is completed when the events are copied, or cannot be; after some seconds if this server receives
     * no place.
     */
    CompletableFuture<Void> awaitCompletion() {
        Runnable cancel = cluster.scheduler().schedule(TIMEOUT, () -> {
            if (!hasAsked()) {
                LOG.warn("The primary gives events no place: clients cannot come back to this worker");
                completion.complete(null);
            }
        });
        completion.whenComplete((done, failure) -> cancel.run());
        return completion;
    }

    private synchronized boolean hasAsked() {
        return asked;
    }

    /** Called when the order begins: all events after its first place are received. */
    void start(long place) {
        synchronized (this) {
            if (started) {
                return;
            }
            started = true;
            start = place;
        }
        ask();
    }

    /** Called when the peers are known; perhaps later than the place. */
    void onPeers() {
        synchronized (this) {
            listed = true;
        }
        ask();
    }

    private void ask() {
        long place;
        synchronized (this) {
            if (!started || !listed && start > 0 || asked) {
                return;
            }
            asked = true;
            place = start;
        }
        if (place == 0) {
            completion.complete(null);
        } else {
            fetch(place, cluster.others().iterator(), MAX_ATTEMPTS);
        }
    }

    private void fetch(long place, Iterator<String> servers, int attempts) {
        if (attempts == 0 || !servers.hasNext()) {
            LOG.debugf("No other server has what was kept up to place %d: clients of that time are new here", place);
            completion.complete(null);
            return;
        }
        String server = servers.next();
        cluster.pendingRequests().ask(FetchedLog.class, Set.of(server), TIMEOUT, request -> {
            cluster.send(server, new FetchLogs("/", request.id(), place));
            request.collector().retainServers(cluster.others());
        }).subscribe().with(answers -> {
            if (answers.missing().isEmpty()) {
                add(answers, place);
                completion.complete(null);
            } else {
                LOG.debugf("Server %s did not send its events up to place %d", server, place);
                fetch(place, servers, attempts - 1);
            }
        }, completion::completeExceptionally);
    }

    private void add(Responses<FetchedLog> parts, long place) {
        Map<String, Long> floors = new HashMap<>();
        Map<String, List<EventLog.Entry>> earlier = new HashMap<>();
        for (FetchedLog part : parts.received()) {
            floors.put(part.namespace(), part.floor());
            List<EventLog.Entry> entries = earlier.computeIfAbsent(part.namespace(), name -> new ArrayList<>());
            part.events().forEach(event -> {
                if (event.place() <= place) {
                    entries.add(logs.entry(event.place(), event.event(), event.options()));
                }
            });
        }
        LOG.debugf("Took the events of %d namespaces up to place %d", floors.size() - 1, place);
        long floor = floors.getOrDefault(OTHERS, place);
        earlier.remove(OTHERS);
        earlier.forEach((namespace, entries) -> {
            EventLog log = logs.open(namespace);
            log.prepend(entries, floors.getOrDefault(namespace, place));
            log.release();
        });
        logs.complete(floor);
    }

    /**
     * Sends the events that are kept here to a server that starts, as soon as this server has reached the place from which on
     * that one receives events itself.
     */
    void send(String server, FetchLogs request) {
        send(server, request, MAX_RETRIES);
    }

    private void send(String server, FetchLogs request, int retries) {
        if (logs.position() < request.place()) {
            if (retries > 0) { // else the request has timed out
                cluster.scheduler().schedule(RETRY, () -> send(server, request, retries - 1));
            }
            return;
        }
        logs.forEach((namespace, log) -> send(server, request, namespace, log));
        cluster.send(server, new FetchedLog(OTHERS, request.request(), logs.floorOfOthers(), List.of(), false));
    }

    private void send(String server, FetchLogs request, String namespace, EventLog log) {
        List<LoggedEvent> events = new ArrayList<>();
        log.upTo(request.place())
                .forEach(entry -> events.add(new LoggedEvent(entry.place(), entry.options(), entry.event())));
        for (MessageParts.Part<LoggedEvent> part : MessageParts.of(events, cluster.bus().partBytes(server),
                LogTransfer::bytes)) {
            cluster.send(server, new FetchedLog(namespace, request.request(), log.floor(), part.items(), true));
        }
    }

    private static int bytes(LoggedEvent event) {
        return event.event() == null ? 0 : event.event().size();
    }
}
