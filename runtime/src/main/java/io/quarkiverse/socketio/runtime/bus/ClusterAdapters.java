package io.quarkiverse.socketio.runtime.bus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * The adapters of all namespaces of one server over one bus; passes the messages of the bus to them.
 * <p>
 * Thread: any.
 */
public final class ClusterAdapters implements AdapterFactory, Bus.Listener {
    private final ClusterClient cluster;
    private final SessionStore.Factory stores;
    private final Map<String, ClusterAdapter> adapters = new ConcurrentHashMap<>();
    /** {@code null} where events are not kept, as the next. */
    private final @Nullable SequencedPublisher sequence;
    private final @Nullable LogTransfer transfer;

    /** @param scheduler runs the timeouts of requests */
    public ClusterAdapters(Bus bus, Scheduler scheduler) {
        this(bus, scheduler, null, SessionStore.Factory.NONE);
    }

    /**
     * @param logs keep events for clients that recover their sessions, which are in {@code stores}; {@code null} if they cannot
     */
    public ClusterAdapters(Bus bus, Scheduler scheduler, @Nullable EventLogs logs, SessionStore.Factory stores) {
        this.stores = stores;
        this.cluster = new ClusterClient(bus, scheduler);
        this.sequence = logs == null ? null : new SequencedPublisher(this, logs);
        this.transfer = logs == null ? null : new LogTransfer(cluster, logs);
        bus.listen(this);
    }

    @Override
    public Adapter create(String namespace, AdapterCallbacks callbacks) {
        SessionStore sessions = sequence == null ? null : stores.create(namespace, callbacks);
        LocalAdapter local = new LocalAdapter(callbacks, cluster.scheduler(),
                sequence == null || sessions == null ? null : sequence.logs().of(namespace), sessions);
        ClusterAdapter adapter = new ClusterAdapter(namespace, local, callbacks, this);
        adapters.put(namespace, adapter);
        return adapter;
    }

    ClusterClient client() {
        return cluster;
    }

    @Nullable
    SequencedPublisher sequence() {
        return sequence;
    }

    /** Returns an adapter; {@code null} where no client of this server ever connected to that namespace. */
    @Nullable
    ClusterAdapter find(String namespace) {
        return adapters.get(namespace);
    }

    /** Removes the adapter of a closed namespace, which may have another one meanwhile. */
    void remove(ClusterAdapter adapter) {
        adapters.remove(adapter.namespace(), adapter);
    }

    @Override
    public CompletionStage<Void> started() {
        return sequence == null || transfer == null ? CompletableFuture.completedFuture(null)
                : transfer.awaitCompletion().thenRun(sequence::publishEarly);
    }

    /**
     * Disconnects the socket of a client that reconnected to another server, if there is one here, and then runs {@code next}.
     *
     * @param owner tests the owner of a session, by namespace and owner
     */
    public void release(String pid, BiPredicate<String, String> owner, Runnable next) {
        for (ClusterAdapter adapter : adapters.values()) {
            if (adapter.callbacks().release(pid, name -> owner.test(adapter.namespace(), name), next)) {
                return;
            }
        }
        next.run();
    }

    @Override
    public void onPeers(Set<String> others) {
        cluster.onPeers(others);
        if (transfer != null) {
            transfer.onPeers();
        }
    }

    @Override
    public void onStart(String epoch, long place) {
        if (sequence != null && transfer != null) {
            sequence.logs().start(epoch, place);
            sequence.publishEarly();
            transfer.start(place);
        }
    }

    @Override
    public void onSequenced(long place, String from, ClusterMessage message) {
        cluster.stats().countReceived(message);
        BusDebug.received(message, from, place);
        if (sequence != null) {
            sequence.onSequenced(place, message);
        }
    }

    @Override
    public void onPlaced(long place) {
        if (sequence != null) {
            sequence.onPlaced(place);
        }
    }

    @Override
    public void onMessage(String from, ClusterMessage message) {
        cluster.stats().countReceived(message);
        BusDebug.received(message, from);
        if (message instanceof ClusterMessage.Command command) {
            onCommand(command);
        } else if (message instanceof ClusterMessage.Request request) {
            onRequest(from, request);
        } else if (message instanceof ClusterMessage.Response<?> response) {
            cluster.pendingRequests().onResponse(from, response);
        }
    }

    @Override
    public void onSkipped(String from) {
        cluster.stats().countSkipped();
    }

    private void onCommand(ClusterMessage.Command command) {
        ClusterAdapter adapter = adapters.get(command.namespace());
        if (adapter != null) { // else no client of this server ever connected to that namespace
            adapter.receive(command);
        }
    }

    private void onRequest(String from, ClusterMessage.Request request) {
        new NamespaceRequestHandler(cluster, from, adapters.get(request.namespace()), transfer).respond(request);
    }

    /** Returns the counters of the messages. */
    public BusStats stats() {
        return cluster.stats();
    }

    @Override
    public String state() {
        return cluster.state();
    }
}
