package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;

/** An Engine.IO server whose clients, loop and time a test plays. Sessions are called {@code sid1}, {@code sid2} … */
public final class EngineFixture {
    /** Pings every 300 ms, 200 ms for the pong, 1 s for an upgrade; 1000 bytes of payload, 10 packets, 500 bytes buffered. */
    public static final EngineOptions OPTIONS = new EngineOptions(
            new EngineOptions.Pings(Duration.ofMillis(300), Duration.ofMillis(200)),
            new EngineOptions.Upgrades(true, Duration.ofSeconds(1)), Set.of("polling", "websocket"),
            new TransportLimits(1_000, 10, 500));

    public final ManualLoop loop = new ManualLoop();
    public final EngineServer server;
    private int ids;

    public EngineFixture(EngineOptions options, Function<EngineSession, EngineListener> listeners) {
        server = new EngineServer(options, () -> "sid" + ++ids, listeners);
    }

    /** A request with the parameters {@code name=value}. */
    public static EngineRequest request(String method, boolean webSocket, String... parameters) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            query.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return new EngineRequest(method, "/socket.io/", query, Map.of("host", List.of("test")), "10.0.0.1", false, webSocket,
                Instant.EPOCH);
    }

    /** Opens a session by long-polling; its first answer is in the exchange. */
    public FakePollExchange openPolling() {
        FakePollExchange handshake = FakePollExchange.request();
        loop.perform(() -> server.open(request("GET", false, "EIO=4", "transport=polling"), loop, handshake));
        return handshake;
    }

    public FakeWebSocketLink openWebSocket() {
        FakeWebSocketLink link = new FakeWebSocketLink();
        loop.perform(() -> server.open(request("GET", true, "EIO=4", "transport=websocket"), loop, link));
        return link;
    }

    public EngineSession session(String sid) {
        EngineSession session = server.find(sid);
        if (session == null) {
            throw new AssertionError("there is no session " + sid);
        }
        return session;
    }

    /** A GET of that session; one that is gone answers as the route does. */
    public FakePollExchange poll(String sid) {
        FakePollExchange poll = FakePollExchange.request();
        http(sid, poll, false);
        return poll;
    }

    public FakePollExchange post(String sid, String body) {
        FakePollExchange post = FakePollExchange.request();
        http(sid, post, true);
        loop.perform(() -> post.body(body));
        return post;
    }

    private void http(String sid, FakePollExchange exchange, boolean post) {
        EngineSession session = server.find(sid);
        if (session == null) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
        } else {
            loop.perform(() -> session.onHttp(exchange, post));
        }
    }

    /** A WebSocket that names this session. */
    public FakeWebSocketLink upgrade(EngineSession session) {
        FakeWebSocketLink link = new FakeWebSocketLink();
        loop.perform(() -> session.onUpgrade(link));
        return link;
    }

    public void clientSends(FakeWebSocketLink link, String... packets) {
        for (String packet : packets) {
            loop.perform(() -> link.text(packet));
        }
    }
}
