package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.smallrye.mutiny.Uni;

/**
 * The adapters of all namespaces of one server over one bus.
 * <p>
 * Thread: any.
 */
public final class ClusterAdapters implements AdapterFactory, Bus.Listener {
    private static final Logger LOG = Logger.getLogger(ClusterAdapters.class);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final Bus bus;
    private final Requests<SocketDetails> fetches;
    private final Map<String, ClusterAdapter> adapters = new ConcurrentHashMap<>();
    private volatile Set<String> peers = Set.of();

    /** @param timer ends requests that nobody answers */
    public ClusterAdapters(Bus bus, ScheduledExecutorService timer) {
        this.bus = bus;
        this.fetches = new Requests<>(timer);
        bus.listen(this);
    }

    @Override
    public Adapter create(String namespace, AdapterEvents events) {
        ClusterAdapter adapter = new ClusterAdapter(namespace, new LocalAdapter(), events, this);
        adapters.put(namespace, adapter);
        return adapter;
    }

    /** To the other servers; a bus that fails does not keep anything from happening here. */
    void publish(ClusterMessage message) {
        try {
            bus.publish(message);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A %s for namespace %s did not reach the other servers", message.getClass().getSimpleName(),
                    message.namespace());
        }
    }

    Uni<List<SocketDetails>> fetch(String namespace, Selection selection, List<SocketDetails> own) {
        return Uni.createFrom().emitter(emitter -> {
            fetches.ask(peers, own, REQUEST_TIMEOUT,
                    id -> publish(new ClusterMessage.FetchSockets(namespace, id, selection)), emitter::complete);
            fetches.onPeers(peers); // one of them may have gone since it was asked
        });
    }

    @Override
    public void onPeers(Set<String> others) {
        peers = Set.copyOf(others);
        fetches.onPeers(peers);
    }

    @Override
    public void onMessage(String from, ClusterMessage message) {
        if (message instanceof ClusterMessage.FetchSockets fetch) {
            ClusterAdapter adapter = adapters.get(fetch.namespace());
            List<SocketDetails> own = adapter == null ? List.of() : adapter.details(fetch.selection());
            bus.send(from, new ClusterMessage.FetchedSockets(fetch.namespace(), fetch.request(), own));
        } else if (message instanceof ClusterMessage.FetchedSockets answer) {
            fetches.onAnswer(from, answer.request(), answer.sockets());
        } else {
            ClusterAdapter adapter = adapters.get(message.namespace());
            if (adapter != null) { // else nobody here ever joined that namespace
                adapter.onMessage(message);
            }
        }
    }
}
