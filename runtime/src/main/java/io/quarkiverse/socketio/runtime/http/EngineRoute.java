package io.quarkiverse.socketio.runtime.http;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.quarkiverse.socketio.HandshakeRefusedException;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.ext.web.RoutingContext;

/**
 * The route of Engine.IO: checks whether a request may be served, finds or opens its session, and passes the request to the
 * session's event loop.
 * <p>
 * Thread: the request's context.
 */
public final class EngineRoute implements Handler<RoutingContext> {
    private static final Logger LOG = Logger.getLogger(EngineRoute.class);
    private static final int POLICY_VIOLATION = 1008;

    private final EngineServer server;
    private final EngineHooks hooks;
    private final OriginPolicy origins;
    private final ResponseDecorator decorator;
    private final LogLimiter guardFailures = new LogLimiter();
    private final LogLimiter failures = new LogLimiter();

    /**
     * @param cookie is set on handshakes by long-polling; {@code null} for none
     * @param compression of responses and WebSocket messages
     */
    public EngineRoute(EngineServer server, EngineHooks hooks, OriginPolicy origins, @Nullable SessionCookie cookie,
            PayloadCompression compression) {
        this.server = server;
        this.hooks = hooks;
        this.origins = origins;
        this.decorator = new ResponseDecorator(hooks, cookie, compression);
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        VertxHandshakeRequest view;
        try {
            view = VertxHandshakeRequest.of(request, () -> hooks.userOf(routing));
        } catch (IllegalArgumentException e) { // the query is not well encoded
            ErrorResponse.send(request, EngineError.BAD_REQUEST);
            return;
        }
        if (origins.answerCors(request)) {
            return;
        }
        ErrorResponse refusal = check(request, view);
        if (refusal != null) {
            refuse(request, view, refusal);
        } else if (view.engineRequest().sid() == null && hooks.hasGuards()) {
            askGuards(routing, view);
        } else {
            serve(routing, view);
        }
    }

    private @Nullable ErrorResponse check(HttpServerRequest request, VertxHandshakeRequest view) {
        ErrorResponse byOrigin = origins.refusal(request);
        if (byOrigin != null) {
            return byOrigin;
        }
        EngineError error = server.validate(view.engineRequest());
        if (error == null && view.engineRequest().isJsonp()) {
            byOrigin = origins.scriptRefusal(request);
            if (byOrigin != null) {
                return byOrigin;
            }
        }
        if (error == null && view.engineRequest().sid() == null) {
            error = server.admit(view.engineRequest());
        }
        return error == null ? null : ErrorResponse.of(error, view.engineRequest());
    }

    private void refuse(HttpServerRequest request, VertxHandshakeRequest view, ErrorResponse refusal) {
        if (DebugLog.ENGINE.isDebugEnabled()) {
            String sid = view.engineRequest().sid();
            DebugLog.ENGINE.debugf("%s: refuses a request of %s, code %d, %s %s", sid == null ? "no sid" : DebugLog.quoted(sid),
                    view.address(), refusal.error().code(), DebugLog.quoted(refusal.message()),
                    DebugLog.quoted(refusal.context().toString()));
        }
        hooks.fireConnectionError(view, refusal.error(), refusal.message(), refusal.context());
        refusal.send(request);
    }

    private void askGuards(RoutingContext routing, VertxHandshakeRequest view) {
        HttpServerRequest request = routing.request();
        Context context = Vertx.currentContext();
        request.pause(); // a request that has ended cannot be upgraded
        MemoryBudget.Account account = server.budget().open(() -> context.runOnContext(v -> end(request)));
        account.add(view.engineRequest().bytes());
        hooks.callGuards(view).onTermination().invoke(account::close).subscribe().with(
                admitted -> context.runOnContext(v -> {
                    if (!request.response().closed()) { // otherwise the client has disconnected
                        serve(routing, view);
                    }
                    if (!view.upgrade()) { // a WebSocket resumes by itself
                        PausedRequest.resume(request);
                    }
                }),
                failure -> context.runOnContext(v -> {
                    refuse(request, view, byGuard(view, failure));
                    PausedRequest.resume(request);
                }));
    }

    private ErrorResponse byGuard(VertxHandshakeRequest view, Throwable failure) {
        ErrorResponse refusal = ErrorResponse.of(EngineError.FORBIDDEN, "GUARD");
        if (failure instanceof HandshakeRefusedException refused && refused.getMessage() != null) {
            return refusal.withMessage(refused.getMessage());
        }
        guardFailures.logf(LOG, Logger.Level.WARN, null, "A client at %s was refused because a guard failed: %s",
                view.address(),
                failure);
        return refusal;
    }

    private void serve(RoutingContext routing, VertxHandshakeRequest view) {
        if (view.upgrade()) {
            onWebSocket(routing.request(), view);
        } else {
            onPolling(routing, view);
        }
    }

    private static ConnectionBase connection(HttpServerRequest request) {
        return (ConnectionBase) request.connection();
    }

    private static VertxEventLoop newLoop(HttpServerRequest request) {
        return new VertxEventLoop(connection(request).getContext());
    }

    private void onPolling(RoutingContext routing, VertxHandshakeRequest view) {
        HttpServerRequest request = routing.request();
        String sid = view.engineRequest().sid();
        if (sid == null) {
            VertxEventLoop loop = newLoop(request);
            VertxPollExchange exchange = new VertxPollExchange(routing, loop, server, decorator, view);
            loop.execute(orClose(request, () -> debugOpened(server.open(view.engineRequest(), loop, exchange), request)));
            return;
        }
        EngineSession session = server.find(sid);
        boolean post = request.method().equals(HttpMethod.POST);
        if (session == null || !post && !request.method().equals(HttpMethod.GET)) {
            refuse(request, view, session == null ? ErrorResponse.of(EngineError.SESSION_ID_UNKNOWN, view.engineRequest())
                    : ErrorResponse.of(EngineError.BAD_REQUEST, "METHOD"));
            return;
        }
        if (post) {
            request.pause(); // until the session reads it, on its own loop
        }
        VertxPollExchange exchange = new VertxPollExchange(routing, session.loop(), server, decorator, view);
        session.loop().execute(() -> {
            if (session.isOpen() && !session.transportName().equals(view.engineRequest().transport())) {
                ErrorResponse mismatch = ErrorResponse.of(EngineError.BAD_REQUEST, view.engineRequest());
                hooks.fireConnectionError(view, mismatch.error(), mismatch.message(), mismatch.context());
            }
            session.onHttp(exchange, post);
        });
    }

    private void onWebSocket(HttpServerRequest request, VertxHandshakeRequest view) {
        String sid = view.engineRequest().sid();
        ConnectionBase connection = connection(request);
        EngineOptions options = server.options();
        VertxWebSocketLink.Limits limits = new VertxWebSocketLink.Limits(options.limits(), server.budget(),
                options.heartbeat().interval().plus(options.heartbeat().timeout()));
        decorator.onUpgrade(view, request.response());
        MessageDeflate offered = decorator.compression().messages();
        MessageDeflate deflate = offered != null && offered.negotiate(request, connection) ? offered : null;
        // Vert.x only logs what a future's handler throws; thrown in map() it fails the future
        request.toWebSocket().map(webSocket -> {
            EngineSession session = sid == null ? null : server.find(sid);
            if (sid != null && session == null) {
                webSocket.close((short) POLICY_VIOLATION);
            } else if (session == null) {
                VertxEventLoop loop = newLoop(request);
                VertxWebSocketLink link = new VertxWebSocketLink(webSocket, connection, loop, limits, deflate);
                loop.execute(orClose(request, () -> debugOpened(server.open(view.engineRequest(), loop, link), request)));
            } else {
                VertxWebSocketLink link = new VertxWebSocketLink(webSocket, connection, (VertxEventLoop) session.loop(),
                        limits, deflate);
                session.loop().execute(orClose(request, () -> session.onUpgrade(view.engineRequest(), link)));
            }
            if (!mayBeRead(view)) {
                request.headers().clear(); // which Vert.x keeps with the WebSocket: up to a kilobyte
                releaseLocalData(ContextInternal.current());
            }
            return webSocket;
        }).onFailure(failure -> {
            if (!(failure instanceof WebSocketHandshakeException)) { // Vert.x has responded to that
                close(request, failure);
            }
        });
    }

    /**
     * Removes the data of the request's context, which Vert.x keeps with the WebSocket, if they are only the mark by which Quarkus
     * allows a request to have such data.
     */
    private static void releaseLocalData(@Nullable ContextInternal context) {
        if (context != null && context.isDuplicate() && context.localContextData().size() == 1
                && VertxContextSafetyToggle.isExplicitlyMarkedAsSafe(context)) {
            context.removeLocal(ContextInternal.LOCAL_MAP, AccessMode.CONCURRENT);
        }
    }

    /**
     * Returns whether something may read the header fields after the upgrade: security, when the client connects to a namespace,
     * or a listener that has kept the request. (A handshake has a copy of them.)
     */
    private boolean mayBeRead(VertxHandshakeRequest view) {
        return view.engineRequest().user() != null || view.engineRequest().sid() != null && hooks.hasHeadersListeners();
    }

    /** Logs the client's address, which identifies the connection in the lines of the cluster. */
    private static void debugOpened(@Nullable EngineSession session, HttpServerRequest request) {
        if (session != null && DebugLog.ENGINE.isDebugEnabled()) {
            DebugLog.ENGINE.debugf("%s: opened over the connection of %s", session.id(), request.connection().remoteAddress());
        }
    }

    /** Closes the connection if the step fails, as nothing else would respond. */
    private Runnable orClose(HttpServerRequest request, Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | Error failure) {
                close(request, failure);
            }
        };
    }

    private void close(HttpServerRequest request, Throwable failure) {
        failures.logf(LOG, Logger.Level.ERROR, failure, "A client at %s is closed, because it cannot be served",
                request.connection().remoteAddress());
        end(request);
    }

    /** Closes the connection, or only the stream of HTTP/2. */
    private static void end(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
