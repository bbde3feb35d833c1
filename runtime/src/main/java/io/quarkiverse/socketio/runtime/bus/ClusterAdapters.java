package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalRooms;
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
    private final BusDataChannel data;
    /** {@code null} where events are not kept. */
    private final SessionStore.@Nullable Factory stores;
    private final Map<String, ClusterAdapter> adapters = new ConcurrentHashMap<>();
    private volatile Duration requestTimeout = Adapter.DEFAULT_REQUEST_TIMEOUT;
    /** {@code null} where events are not kept. */
    private final @Nullable EventLogs logs;
    /** {@code null} where events are not kept. */
    private final @Nullable SequencedPublisher sequence;
    /** {@code null} also where the bus keeps the messages. */
    private final @Nullable LogTransfer transfer;

    /** @param scheduler runs the timeouts of requests */
    public ClusterAdapters(Bus bus, Scheduler scheduler) {
        this(bus, scheduler, null, null);
    }

    /**
     * @param logs keep events for clients that recover their sessions, which are in {@code stores}; both {@code null} if they
     *        cannot
     */
    public ClusterAdapters(Bus bus, Scheduler scheduler, @Nullable EventLogs logs, SessionStore.@Nullable Factory stores) {
        if (logs == null != (stores == null)) {
            throw new IllegalArgumentException("events are kept for the sessions in a store: there are both, or neither");
        }
        this.stores = stores;
        this.logs = logs;
        this.cluster = new ClusterClient(bus, scheduler);
        this.data = new BusDataChannel(cluster);
        this.sequence = logs == null ? null : new SequencedPublisher(this, logs);
        this.transfer = logs == null || bus.keepsMessages() ? null : new LogTransfer(cluster, logs);
        bus.listen(this);
    }

    @Override
    public Adapter create(String namespace, AdapterCallbacks callbacks) {
        LocalAdapter local = new LocalAdapter(callbacks, cluster.scheduler(), logs == null ? null : logs.open(namespace),
                stores == null ? null : stores.create(namespace, callbacks));
        ClusterAdapter adapter = new ClusterAdapter(namespace, local, callbacks, this);
        adapters.put(namespace, adapter);
        cluster.bus().open(namespace, new OccupiedRooms(local.rooms()));
        return adapter;
    }

    /** Sets how long requests to servers may take that have no time limit of their own. */
    public void requestTimeout(Duration timeout) {
        requestTimeout = timeout;
    }

    /** Charges what other servers respond to requests to a budget; to be called before the first request. */
    public void chargeResponses(MemoryBudget budget) {
        cluster.pendingRequests().charge(budget);
    }

    Duration requestTimeout() {
        return requestTimeout;
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
        if (adapters.remove(adapter.namespace(), adapter)) {
            cluster.bus().close(adapter.namespace());
        }
    }

    /** The rooms of a namespace, for the bus. */
    private record OccupiedRooms(LocalRooms rooms) implements Bus.Rooms {
        @Override
        public boolean isOccupied(String room) {
            return rooms.isOccupied(room);
        }

        @Override
        public void onChange(Consumer<String> listener) {
            rooms.listen(new RoomListener() {
                @Override
                public void onCreate(String room) {
                    listener.accept(room);
                }

                @Override
                public void onDelete(String room) {
                    listener.accept(room);
                }
            });
        }
    }

    @Override
    public CompletionStage<Void> started() {
        CompletionStage<Void> connected = cluster.bus().started();
        if (sequence == null) {
            return connected;
        }
        CompletionStage<Void> earlier = transfer == null ? connected : transfer.awaitCompletion();
        return earlier.thenRun(sequence::publishEarly).thenCombine(connected, (copied, open) -> copied);
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
        data.onPeers(others);
        if (transfer != null) {
            transfer.onPeers();
        }
    }

    @Override
    public void onStart(String epoch, long place) {
        if (sequence != null) {
            sequence.logs().start(epoch, place);
            sequence.publishEarly();
        }
        if (transfer != null) {
            transfer.start(place);
        }
    }

    @Override
    public void onSequenced(long place, String from, ClusterMessage message) {
        cluster.stats().countReceived(message);
        BusDebug.received(cluster.bus(), message, from, place);
        if (sequence != null) {
            sequence.onSequenced(place, message);
        } else if (message instanceof ClusterMessage.Command command) { // recovery is enabled at its sender, and not here
            onCommand(command);
        }
    }

    @Override
    public void onPlacedLate(long place, ClusterMessage message) {
        if (sequence != null) {
            sequence.onPlacedLate(place, message);
        }
    }

    @Override
    public void onMessage(String from, ClusterMessage message) {
        cluster.stats().countReceived(message);
        BusDebug.received(cluster.bus(), message, from);
        if (message instanceof ClusterMessage.Command command) {
            onCommand(command);
        } else if (message instanceof ClusterMessage.Request request) {
            onRequest(from, request);
        } else if (message instanceof ClusterMessage.Response<?> response) {
            cluster.pendingRequests().onResponse(from, response);
        } else if (message instanceof ServerData received) {
            data.onMessage(from, received.bytes());
        }
    }

    @Override
    public void onSkipped(String from) {
        cluster.stats().countSkipped();
    }

    @Override
    public void onDropped() {
        cluster.stats().countDropped();
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

    /** Returns a channel of this bus for other data than that of adapters. */
    public DataChannel dataChannel() {
        return data;
    }

    /** Returns the counters of the messages. */
    public BusStats stats() {
        return cluster.stats();
    }

    @Override
    public void close() {
        cluster.bus().close();
    }

    /** Whether messages reach other servers now. */
    public boolean isConnected() {
        return cluster.bus().isConnected();
    }

    @Override
    public String state() {
        return cluster.state();
    }
}
