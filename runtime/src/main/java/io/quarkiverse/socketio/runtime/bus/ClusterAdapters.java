package io.quarkiverse.socketio.runtime.bus;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.Alarm;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;

/**
 * The adapters of all namespaces of one server over one bus.
 * <p>
 * Thread: any.
 */
public final class ClusterAdapters implements AdapterFactory, Bus.Listener, ClusterMessage.Receiver {
    private final ClusterRequests requests;
    private final SessionStore.Factory stores;
    private final Map<String, ClusterAdapter> adapters = new ConcurrentHashMap<>();
    private final AtomicLong highest = new AtomicLong();

    /** @param alarm ends questions that not all answer */
    public ClusterAdapters(Bus bus, Alarm alarm) {
        this(bus, alarm, SessionStore.Factory.NONE);
    }

    /** @param stores what clients come back to, here or on another server of the bus */
    public ClusterAdapters(Bus bus, Alarm alarm, SessionStore.Factory stores) {
        this.stores = stores;
        this.requests = new ClusterRequests(bus, alarm);
        bus.listen(this);
    }

    @Override
    public Adapter create(String namespace, AdapterEvents events) {
        ClusterAdapter adapter = new ClusterAdapter(namespace, new LocalAdapter(events, requests.alarm(),
                stores.create(events)), events, requests, this);
        adapters.put(namespace, adapter);
        adapter.enter();
        return adapter;
    }

    /** Nothing more comes to that adapter; its namespace may have a new one meanwhile. */
    void remove(ClusterAdapter adapter) {
        highest.accumulateAndGet(adapter.published(), Math::max);
        adapters.remove(adapter.namespace(), adapter);
    }

    /** No event of an adapter that is gone has a higher number: the next of the same namespace begins behind it. */
    long highestNumber() {
        return highest.get();
    }

    @Override
    public void onPeers(Set<String> others) {
        Set<String> fresh = new HashSet<>(others);
        fresh.removeAll(requests.others());
        requests.onPeers(others);
        fresh.forEach(server -> adapters.values().forEach(adapter -> adapter.tellHeard(server)));
    }

    @Override
    public void onMessage(String from, ClusterMessage message) {
        requests.traffic().received(message);
        message.receive(from, this);
    }

    @Override
    public void onSkipped(String from) {
        requests.traffic().skipped();
    }

    @Override
    public void onCommand(String from, ClusterMessage.Command command) {
        ClusterAdapter adapter = adapters.get(command.namespace());
        if (adapter != null) { // else nobody here ever joined that namespace
            command.perform(from, adapter);
        }
    }

    @Override
    public void onQuestion(String from, ClusterMessage.Question question) {
        question.ask(new NamespaceRespondent(requests, from, adapters.get(question.namespace())));
    }

    @Override
    public void onAnswer(String from, ClusterMessage.Answer<?> answer) {
        requests.requests().onAnswer(from, answer);
    }

    /** What was said over the bus. */
    public BusTraffic traffic() {
        return requests.traffic();
    }

    @Override
    public String state() {
        return requests.state();
    }

    /** How many questions are open; for tests. */
    int openRequests() {
        return requests.open();
    }
}
