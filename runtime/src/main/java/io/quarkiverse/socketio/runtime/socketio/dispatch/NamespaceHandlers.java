package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.spi.EventInterceptor;

/**
 * The handlers, middlewares and interceptors of one namespace, or of all children of a parent namespace.
 * <p>
 * Thread: any.
 */
public final class NamespaceHandlers {

    /** When a handler is called. */
    public enum When {
        /** After the CONNECT packet was answered. */
        CONNECT,
        /** For each event, before the handlers of its name. */
        ANY_EVENT,
        /** While the socket still knows its rooms. */
        DISCONNECTING,
        DISCONNECT,
        /** When a handler or an interceptor failed. */
        ERROR
    }

    private final Map<When, List<EventHandler>> handlers = new ConcurrentHashMap<>();
    private final Map<String, List<EventHandler>> events = new ConcurrentHashMap<>();
    private final List<Middleware> guards = new CopyOnWriteArrayList<>();
    private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<EventInterceptor> interceptors = new CopyOnWriteArrayList<>();
    private volatile @Nullable SocketObserver observer;

    public void copyTo(NamespaceHandlers copy) {
        handlers.forEach((when, list) -> list.forEach(handler -> copy.on(when, handler)));
        events.forEach((event, list) -> list.forEach(handler -> copy.onEvent(event, handler)));
        guards.forEach(copy::guard);
        middlewares.forEach(copy::use);
        interceptors.forEach(copy::intercept);
    }

    public void on(When when, EventHandler handler) {
        handlers.computeIfAbsent(when, key -> new CopyOnWriteArrayList<>()).add(handler);
    }

    /** Calls a handler with each socket that connects. */
    public void onConnection(Consumer<Socket> handler, ExecutionMode mode) {
        on(When.CONNECT, new ConnectionListener(Objects.requireNonNull(handler, "The listener must not be null"), mode));
    }

    /** Removes the first registration of that handler. */
    public void offConnection(Consumer<Socket> handler) {
        List<EventHandler> present = of(When.CONNECT);
        present.stream().filter(one -> one instanceof ConnectionListener listener && listener.handler.equals(handler))
                .findFirst().ifPresent(present::remove);
    }

    private record ConnectionListener(Consumer<Socket> handler, ExecutionMode mode) implements EventHandler {
        @Override
        public void handle(Invocation call, Outcome outcome) {
            handler.accept(call.socket());
            outcome.done();
        }

        @Override
        public String name() {
            return "A listener";
        }
    }

    public void onEvent(String event, EventHandler handler) {
        events.computeIfAbsent(event, key -> new CopyOnWriteArrayList<>()).add(handler);
    }

    /** Adds a middleware that is called before all others, also for clients that recover their session. */
    public void guard(Middleware guard) {
        guards.add(guard);
    }

    public void use(Middleware middleware) {
        middlewares.add(middleware);
    }

    public void intercept(EventInterceptor interceptor) {
        interceptors.add(interceptor);
    }

    /** Adds an observer of the sockets of the namespace; to be called before clients connect, by one thread at a time. */
    public void observe(SocketObserver sockets) {
        SocketObserver present = observer;
        observer = present == null ? sockets : new ObserverPair(present, sockets);
    }

    /** Tells the observers, if there are any, that the client of a socket has changed its transport. */
    public void reportUpgrade(Socket socket) {
        SocketObserver present = observer;
        if (present != null) {
            present.onUpgraded(socket);
        }
    }

    @Nullable
    SocketObserver observer() {
        return observer;
    }

    List<EventHandler> of(When when) {
        return handlers.getOrDefault(when, List.of());
    }

    /** Returns the handlers of an event, without those of all events. */
    List<EventHandler> ofEvent(String event) {
        return events.getOrDefault(event, List.of());
    }

    /**
     * Returns the middlewares for a client.
     *
     * @param guardsOnly whether all but the guards are skipped
     */
    public List<Middleware> middlewares(boolean guardsOnly) {
        if (guardsOnly || guards.isEmpty()) {
            return guardsOnly ? guards : middlewares;
        }
        List<Middleware> both = new ArrayList<>(guards);
        both.addAll(middlewares);
        return both;
    }

    List<EventInterceptor> interceptors() {
        return interceptors;
    }
}
