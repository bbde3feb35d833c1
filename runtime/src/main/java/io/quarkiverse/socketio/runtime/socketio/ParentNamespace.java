package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.NamespaceMatcher;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.operators.ParentOperator;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.smallrye.mutiny.Uni;

/**
 * A dynamic namespace: the parent of all namespaces that are created because its matcher accepts their names. Its handlers are
 * copied to each new child, and what is emitted to it goes to all children.
 * <p>
 * Thread: any.
 */
public final class ParentNamespace implements DelegatingNamespace {
    private final String name;
    private final NamespaceMatcher matcher;
    private final Predicate<String> matchesAlways;
    private final Namespaces namespaces;
    private final NamespaceHandlers handlers = new NamespaceHandlers();
    private final List<SetUpStep> setUpSteps = new CopyOnWriteArrayList<>();

    /** Registers a listener with a new child. */
    private record SetUpStep(Object listener, Consumer<NamespaceImpl> action) {
    }

    /** @param matchesAlways names that the matcher accepts for any client */
    ParentNamespace(String name, NamespaceMatcher matcher, Predicate<String> matchesAlways, Namespaces namespaces) {
        this.name = name;
        this.matcher = matcher;
        this.matchesAlways = matchesAlways;
        this.namespaces = namespaces;
    }

    NamespaceMatcher matcher() {
        return matcher;
    }

    /** Whether the matcher accepts the name for any client. */
    boolean alwaysMatches(String child) {
        return matchesAlways.test(child);
    }

    /** Registers the handlers and listeners of this parent with a new child; calls none. */
    void setUp(NamespaceImpl child) {
        handlers.copyTo(child.handlers());
        setUpSteps.forEach(step -> step.action.accept(child));
    }

    List<NamespaceImpl> children() {
        return namespaces.childrenOf(this);
    }

    /** Returns a name that no client can connect to. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public NamespaceHandlers handlers() {
        return handlers;
    }

    @Override
    public BroadcastOperator all() {
        return new ParentOperator(this::children, operator -> operator);
    }

    @Override
    public Collection<Socket> sockets() {
        return children().stream().flatMap(child -> child.sockets().stream()).toList();
    }

    @Override
    public Collection<Socket> sockets(String room) {
        return children().stream().flatMap(child -> child.sockets(room).stream()).toList();
    }

    @Override
    public Set<String> rooms() {
        return children().stream().flatMap(child -> child.rooms().stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Namespace onRooms(RoomListener listener) {
        setUpSteps.add(new SetUpStep(listener, child -> child.onRooms(listener)));
        return this;
    }

    @Override
    public Namespace offRooms(RoomListener listener) {
        remove(listener);
        children().forEach(child -> child.offRooms(listener));
        return this;
    }

    private void remove(Object listener) {
        setUpSteps.stream().filter(step -> step.listener.equals(listener)).findFirst().ifPresent(setUpSteps::remove);
    }

    @Override
    public Namespace offConnection(Consumer<Socket> handler) {
        handlers.offConnection(handler);
        children().forEach(child -> child.offConnection(handler));
        return this;
    }

    @Override
    public void serverSideEmit(String event, Object... args) {
        children().forEach(child -> child.serverSideEmit(event, args));
    }

    @Override
    public Namespace onServerSide(String event, Consumer<Arguments> handler) {
        ReservedEvents.checkServerSideListener(event);
        setUpSteps.add(new SetUpStep(handler, child -> child.onServerSide(event, handler)));
        return this;
    }

    @Override
    public Namespace onServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        ReservedEvents.checkServerSideListener(event);
        setUpSteps.add(new SetUpStep(handler, child -> child.onServerSide(event, handler)));
        return this;
    }

    @Override
    public Namespace offServerSide(String event, Consumer<Arguments> handler) {
        remove(handler);
        children().forEach(child -> child.offServerSide(event, handler));
        return this;
    }

    @Override
    public Namespace offServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        remove(handler);
        children().forEach(child -> child.offServerSide(event, handler));
        return this;
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(Duration timeout, String event, Object... args) {
        return serverSideEmitWithAck(event, args);
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(String event, Object... args) {
        return Uni.createFrom().failure(unsupported("serverSideEmitWithAck"));
    }

    @Override
    public Uni<Integer> serverCount() {
        return Uni.createFrom().failure(unsupported("serverCount"));
    }

    /** Returns the failure of a method that only one namespace has. */
    static UnsupportedOperationException unsupported(String method) {
        return new UnsupportedOperationException(
                method + "() is for one namespace; call it on each of them, see io.onNewNamespace");
    }
}
