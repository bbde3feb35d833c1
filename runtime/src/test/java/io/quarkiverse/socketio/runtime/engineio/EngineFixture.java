package io.quarkiverse.socketio.runtime.engineio;

import java.nio.charset.StandardCharsets;
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
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * An Engine.IO server whose clients, event loop and time the test controls. Sessions are called {@code sid1}, {@code sid2} …
 */
public final class EngineFixture {
    /** Pings every 300 ms, 200 ms for the pong, 1 s for an upgrade; 1000 bytes of payload, 10 packets, 500 bytes buffered. */
    public static final EngineOptions OPTIONS = new EngineOptions(
            new EngineOptions.Pings(Duration.ofMillis(300), Duration.ofMillis(200)),
            new EngineOptions.Upgrades(true, Duration.ofSeconds(1)), Set.of("polling", "websocket"),
            new TransportLimits(1_000, 10, 500, Duration.ofSeconds(60), 8192), EngineOptions.Revision3.REFUSED);

    public static final EngineOptions WITH_EIO3 = new EngineOptions(OPTIONS.heartbeat(), OPTIONS.upgrades(),
            OPTIONS.transports(), OPTIONS.limits(), EngineOptions.Revision3.SERVED_WITH_JSONP);

    public final ManualLoop loop = new ManualLoop();
    /** 100,000 bytes by default. */
    public final MemoryBudget budget;
    public final EngineServer server;
    private int ids;

    public EngineFixture(EngineOptions options, Function<EngineSession, EngineListener> listeners) {
        this(options, listeners, ConnectionLimiter.Limits.NONE);
    }

    public EngineFixture(EngineOptions options, Function<EngineSession, EngineListener> listeners,
            ConnectionLimiter.Limits limits) {
        this(options, listeners, limits, new MemoryBudget(100_000, () -> 0));
    }

    public EngineFixture(EngineOptions options, Function<EngineSession, EngineListener> listeners, MemoryBudget budget) {
        this(options, listeners, ConnectionLimiter.Limits.NONE, budget);
    }

    private EngineFixture(EngineOptions options, Function<EngineSession, EngineListener> listeners,
            ConnectionLimiter.Limits limits,
            MemoryBudget budget) {
        this.budget = budget;
        server = new EngineServer(options, () -> "sid" + ++ids, listeners, new ConnectionLimiter(limits, loop::nanoTime),
                budget);
    }

    /** A request with the query parameters {@code name=value}. */
    public static EngineRequest request(String method, boolean webSocket, String... parameters) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            query.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return from("10.0.0.1", method, webSocket, query);
    }

    private static EngineRequest from(String address, String method, boolean webSocket, Map<String, String> query) {
        return new EngineRequest(method, "/socket.io/", query, Map.of("host", List.of("test")), address, false, webSocket,
                Instant.EPOCH);
    }

    /** Opens a WebSocket of a client at that address. */
    public FakeWebSocketLink openWebSocketFrom(String address) {
        FakeWebSocketLink link = new FakeWebSocketLink();
        loop.perform(() -> server.open(from(address, "GET", true, Map.of("EIO", "4", "transport", "websocket")), loop, link));
        return link;
    }

    /** Opens a session by long-polling; the exchange has its first response. */
    public FakePollExchange openPolling() {
        return openPolling("EIO=4", "transport=polling");
    }

    public FakePollExchange openPolling(String... parameters) {
        FakePollExchange handshake = FakePollExchange.request();
        loop.perform(() -> server.open(request("GET", false, parameters), loop, handshake));
        return handshake;
    }

    public FakeWebSocketLink openWebSocket() {
        return openWebSocket("EIO=4", "transport=websocket");
    }

    public FakeWebSocketLink openWebSocket(String... parameters) {
        FakeWebSocketLink link = new FakeWebSocketLink();
        loop.perform(() -> server.open(request("GET", true, parameters), loop, link));
        return link;
    }

    public EngineSession session(String sid) {
        EngineSession session = server.find(sid);
        if (session == null) {
            throw new AssertionError("there is no session " + sid);
        }
        return session;
    }

    /** Sends a GET of that session; a closed session answers as the route does. */
    public FakePollExchange poll(String sid) {
        FakePollExchange poll = FakePollExchange.request();
        http(sid, poll, false);
        return poll;
    }

    public FakePollExchange post(String sid, String body) {
        return post(sid, FakePollExchange.request(), body.getBytes(StandardCharsets.UTF_8));
    }

    public FakePollExchange post(String sid, FakePollExchange post, byte... body) {
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

    /** Opens a WebSocket with the id of this session. */
    public FakeWebSocketLink upgrade(EngineSession session) {
        return upgrade(session, "EIO=4");
    }

    public FakeWebSocketLink upgrade(EngineSession session, String... parameters) {
        FakeWebSocketLink link = new FakeWebSocketLink();
        loop.perform(() -> session.onUpgrade(request("GET", true, parameters), link));
        return link;
    }

    public void clientSends(FakeWebSocketLink link, String... packets) {
        for (String packet : packets) {
            loop.perform(() -> link.text(packet));
        }
    }
}
