package io.quarkiverse.socketio.runtime.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/**
 * An Engine.IO server on a port, which echoes what it gets. {@code close}, {@code big} and {@code big close} are orders: to
 * close
 * the session, to send a message of megabytes, to do both. Payloads up to 10000 bytes.
 */
final class HttpFixture implements AutoCloseable {
    static final int MAX_PAYLOAD = 10_000;
    static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
    static final int BIG = 3_500_000; // more than the system's buffers take

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final AtomicInteger ids = new AtomicInteger();
    /** Ends of sessions, as {@code sid1 TRANSPORT_CLOSE}. */
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    /** Messages of WebSockets and polling. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    /** Connections that ended. */
    final AtomicInteger disconnections = new AtomicInteger();
    final EngineServer engine = new EngineServer(
            new EngineOptions(new EngineOptions.Pings(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                    new EngineOptions.Upgrades(true, Duration.ofSeconds(10)), Set.of("polling", "websocket"),
                    new TransportLimits(MAX_PAYLOAD, 100, 5_000_000)),
            () -> "sid" + ids.incrementAndGet(), Echo::new);
    private final HttpServer server;

    private final class Echo implements EngineListener {
        private final EngineSession session;

        Echo(EngineSession session) {
            this.session = session;
        }

        @Override
        public void onText(ByteBuf utf8) {
            String text = utf8.toString(StandardCharsets.UTF_8);
            heard.add(text);
            if (text.startsWith("big")) {
                session.send(Frame.message(new byte[BIG - 1]));
            }
            if (text.endsWith("close")) {
                session.close(CloseReason.FORCED_CLOSE);
            }
            session.send(Frame.message(ByteBufUtil.getBytes(utf8)));
        }

        @Override
        public void onBinary(ByteBuf data) {
            session.send(Frame.binaryMessage(ByteBufUtil.getBytes(data)));
        }

        @Override
        public void onClose(CloseReason reason) {
            ends.add(session.id() + " " + reason);
        }
    }

    HttpFixture() throws Exception {
        this(1);
    }

    /** @param closingTimeout seconds that a WebSocket client has to answer a Close frame */
    HttpFixture(int closingTimeout) throws Exception {
        Router router = Router.router(vertx);
        router.route("/socket.io/*").handler(new EngineRoute(engine, new OriginPolicy(List.of("https://friend.example"))));
        HttpServerOptions options = new HttpServerOptions().setMaxWebSocketFrameSize(65_536)
                .setMaxWebSocketMessageSize(262_144).setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false).setWebSocketClosingTimeout(closingTimeout);
        server = vertx.createHttpServer(options).requestHandler(router)
                .connectionHandler(connection -> connection.closeHandler(v -> disconnections.incrementAndGet()))
                .listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    RawClient client() throws IOException {
        return new RawClient(server.actualPort());
    }

    /** A client with an open WebSocket. */
    RawClient webSocket() throws IOException {
        RawClient client = client();
        if (client.webSocket(WEBSOCKET, "").status() != 101 || !client.nextFrame().startsWith("0{")) {
            throw new AssertionError("no WebSocket");
        }
        return client;
    }

    /** Opens a session by polling. */
    String open() throws IOException {
        try (RawClient client = client()) {
            String body = client.get(POLLING).body();
            return body.substring(body.indexOf("sid") + 6, body.indexOf("\",\"upgrades"));
        }
    }

    static String polling(String sid) {
        return POLLING + "&sid=" + sid;
    }

    String nextEnd() throws InterruptedException {
        String end = ends.poll(5, TimeUnit.SECONDS);
        return end == null ? "no session ended" : end;
    }

    @Override
    public void close() throws Exception {
        engine.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
