package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.ResponseHeaders;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The {@link Engine} of the application: holds its guards and listeners, and calls them.
 * <p>
 * Thread: any; listeners are called on the event loop of a request.
 */
public final class EngineHooks implements Engine {
    private static final Logger LOG = Logger.getLogger(EngineHooks.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);

    private final EngineServer server;
    private final Duration guardTimeout;
    private final List<Function<HandshakeRequest, Uni<Void>>> guards = new CopyOnWriteArrayList<>();
    private final List<Consumer<ConnectionError>> errors = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ResponseHeaders, HandshakeRequest>> initialHeaders = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ResponseHeaders, HandshakeRequest>> headers = new CopyOnWriteArrayList<>();

    /** Set before the first request. */
    private @Nullable Function<RoutingContext, Object> user;

    public EngineHooks(EngineServer server, Duration guardTimeout) {
        this.server = server;
        this.guardTimeout = guardTimeout;
    }

    @Override
    public int clientsCount() {
        return server.size();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().completionStage(server.close());
    }

    @Override
    public Engine allowRequest(Function<HandshakeRequest, Uni<Void>> guard) {
        guards.add(guard);
        return this;
    }

    @Override
    public Engine onConnectionError(Consumer<ConnectionError> listener) {
        errors.add(listener);
        return this;
    }

    @Override
    public Engine offConnectionError(Consumer<ConnectionError> listener) {
        errors.remove(listener);
        return this;
    }

    @Override
    public Engine onInitialHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener) {
        initialHeaders.add(listener);
        return this;
    }

    @Override
    public Engine offInitialHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener) {
        initialHeaders.remove(listener);
        return this;
    }

    @Override
    public Engine onHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener) {
        headers.add(listener);
        return this;
    }

    @Override
    public Engine offHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener) {
        headers.remove(listener);
        return this;
    }

    /** @param user returns who sends a handshake's request, see {@code EngineRequest#user} */
    public void identifyBy(Function<RoutingContext, Object> user) {
        this.user = user;
    }

    @Nullable
    Object userOf(RoutingContext handshake) {
        return user == null ? null : user.apply(handshake);
    }

    boolean hasGuards() {
        return !guards.isEmpty();
    }

    /** Calls one guard after the other; fails with the first failure, or when the guards take too long together. */
    Uni<Void> callGuards(HandshakeRequest request) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Function<HandshakeRequest, Uni<Void>> guard : guards) {
            all = all.chain(() -> guard.apply(request));
        }
        return all.ifNoItem().after(guardTimeout).fail();
    }

    void fireConnectionError(VertxHandshakeRequest request, EngineError error, String message, Map<String, String> context) {
        if (!errors.isEmpty()) {
            ConnectionError event = new ConnectionError(request, error.code(), message, context);
            errors.forEach(listener -> call(() -> listener.accept(event)));
        }
    }

    /** Returns whether listeners get requests that are no handshakes, and may keep them. */
    boolean hasHeadersListeners() {
        return !headers.isEmpty();
    }

    /** @param initial whether it is the response to a handshake */
    void fireHeaders(VertxHandshakeRequest request, HttpServerResponse response, boolean initial) {
        if (headers.isEmpty() && (!initial || initialHeaders.isEmpty())) {
            return;
        }
        ResponseHeaders fields = new VertxResponseHeaders(response);
        if (initial) {
            initialHeaders.forEach(listener -> call(() -> listener.accept(fields, request)));
        }
        headers.forEach(listener -> call(() -> listener.accept(fields, request)));
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, e, "A listener of the engine failed");
        }
    }

    private record VertxResponseHeaders(HttpServerResponse response) implements ResponseHeaders {
        @Override
        public String get(String name) {
            return response.headers().get(name);
        }

        @Override
        public ResponseHeaders set(String name, String value) {
            response.headers().set(name, value);
            return this;
        }

        @Override
        public ResponseHeaders add(String name, String value) {
            response.headers().add(name, value);
            return this;
        }

        @Override
        public ResponseHeaders remove(String name) {
            response.headers().remove(name);
            return this;
        }
    }
}
