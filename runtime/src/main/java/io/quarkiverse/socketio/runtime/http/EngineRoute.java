package io.quarkiverse.socketio.runtime.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * The route of an Engine.IO server: finds or opens the session and hands the request over to its loop.
 * <p>
 * Thread: the request's context.
 */
public final class EngineRoute implements Handler<RoutingContext> {
    private final EngineServer server;
    private final OriginPolicy origins;

    public EngineRoute(EngineServer server, OriginPolicy origins) {
        this.server = server;
        this.origins = origins;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        EngineRequest engineRequest;
        try {
            engineRequest = toEngineRequest(request);
        } catch (IllegalArgumentException e) { // the query is not well encoded
            Refusal.send(request, EngineError.BAD_REQUEST);
            return;
        }
        EngineError error = origins.allows(request.getHeader(HttpHeaders.ORIGIN), request.authority())
                ? server.refusal(engineRequest)
                : EngineError.FORBIDDEN;
        if (error != null) {
            Refusal.send(request, error);
        } else if (engineRequest.webSocket()) {
            onWebSocket(request, engineRequest);
        } else {
            onPolling(routing, engineRequest);
        }
    }

    private static ConnectionBase connection(HttpServerRequest request) {
        return (ConnectionBase) request.connection();
    }

    private static VertxEventLoop newLoop(HttpServerRequest request) {
        return new VertxEventLoop(connection(request).getContext());
    }

    private void onPolling(RoutingContext routing, EngineRequest engineRequest) {
        HttpServerRequest request = routing.request();
        String sid = engineRequest.sid();
        if (sid == null) {
            VertxEventLoop loop = newLoop(request);
            VertxPollExchange exchange = new VertxPollExchange(routing, loop);
            loop.execute(() -> server.open(engineRequest, loop, exchange));
            return;
        }
        EngineSession session = server.find(sid);
        boolean post = request.method() == HttpMethod.POST;
        if (session == null || !post && request.method() != HttpMethod.GET) {
            Refusal.send(request, session == null ? EngineError.SESSION_ID_UNKNOWN : EngineError.BAD_REQUEST);
            return;
        }
        if (post) {
            request.pause(); // until the session reads it, on its own loop
        }
        VertxPollExchange exchange = new VertxPollExchange(routing, session.loop());
        session.loop().execute(() -> session.onHttp(exchange, post));
    }

    private void onWebSocket(HttpServerRequest request, EngineRequest engineRequest) {
        String sid = engineRequest.sid();
        ConnectionBase connection = connection(request);
        request.toWebSocket().onSuccess(webSocket -> {
            EngineSession session = sid == null ? null : server.find(sid);
            if (sid != null && session == null) {
                webSocket.close((short) 1008);
            } else if (session == null) {
                VertxEventLoop loop = newLoop(request);
                VertxWebSocketLink link = new VertxWebSocketLink(webSocket, connection, loop,
                        server.options().limits().maxPayload());
                loop.execute(() -> server.open(engineRequest, loop, link));
            } else {
                VertxWebSocketLink link = new VertxWebSocketLink(webSocket, connection, (VertxEventLoop) session.loop(),
                        server.options().limits().maxPayload());
                session.loop().execute(() -> session.onUpgrade(link));
            }
        });
    }

    static boolean asksWebSocket(HttpServerRequest request) {
        return WebSocketTransport.NAME.equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && request.headers().getAll(HttpHeaders.CONNECTION).stream().anyMatch(EngineRoute::hasUpgrade);
    }

    /** {@code Connection} is a list; Firefox sends {@code keep-alive, Upgrade}. */
    private static boolean hasUpgrade(String connection) {
        for (String option : connection.split(",")) {
            if (option.trim().equalsIgnoreCase("upgrade")) {
                return true;
            }
        }
        return false;
    }

    private static EngineRequest toEngineRequest(HttpServerRequest request) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        Map<String, List<String>> headers = new HashMap<>();
        if (!query.containsKey("sid")) { // only a handshake keeps them
            request.headers().forEach(
                    field -> headers.computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), key -> new ArrayList<>(1))
                            .add(field.getValue()));
        }
        String address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return new EngineRequest(request.method().name(), request.uri(), query, headers, address == null ? "" : address,
                request.isSSL(), asksWebSocket(request), Instant.now());
    }
}
