package io.quarkiverse.socketio.runtime.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.ConnectionLimiter;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/**
 * An Engine.IO server on a port, which echoes messages. {@code close}, {@code big} and {@code big close} are commands: to close
 * the session, to send a message of megabytes, to do both; {@code pause}: to stop reading; {@code plain…}: not to compress the
 * echo. Payloads up to 10000 bytes.
 */
final class HttpFixture implements AutoCloseable {
    static final int MAX_PAYLOAD = 10_000;
    static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
    /** Long compared to what clients need on a busy machine, short compared to the limits of the tests. */
    static final Duration MESSAGE_TIME = Duration.ofSeconds(2);
    static final int MAX_CONNECTIONS = 20;
    static final int BIG = 3_500_000; // more than the system's buffers take

    static final int LARGE = 100_000;
    /** Bytes in the system's buffers do not count. */
    private static final int SYSTEM = HttpServerOptions.DEFAULT_SEND_BUFFER_SIZE;

    private static final SessionCookie COOKIE = new SessionCookie("io", sid -> "host1." + sid,
            new SessionCookie.Scope("/", Optional.empty(), true, false, "lax"), Optional.empty());

    private static final PayloadCompression COMPRESSION = new PayloadCompression(true, 1_000,
            new MessageDeflate(1_000, MAX_PAYLOAD));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final AtomicInteger ids = new AtomicInteger();
    /** Whether opening a session fails. */
    volatile boolean failing;
    /** Closed sessions, as {@code sid1 TRANSPORT_CLOSE}. */
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    /** Received messages of all sessions. */
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    /** Paused sessions. */
    final BlockingQueue<EngineSession> paused = new LinkedBlockingQueue<>();
    /** Closed connections. */
    final AtomicInteger disconnections = new AtomicInteger();
    /** Requests for {@code /number}, which returns their number, and for {@code /large}. */
    final AtomicInteger answered = new AtomicInteger();
    /** Completed when a request for {@code /late} is served, or has failed; it waits until its connection is closed. */
    final CompletableFuture<Void> late = new CompletableFuture<>();
    final MemoryBudget budget = new MemoryBudget(20_000_000, System::nanoTime);
    final EngineServer engine = engine(EngineOptions.Revision3.REFUSED);
    /** At {@code /eio3/}: serves clients of revision 3 too, with JSONP. */
    final EngineServer engine3 = engine(EngineOptions.Revision3.SERVED_WITH_JSONP);
    /** At {@code /noscript/}: serves clients of revision 3 without JSONP. */
    final EngineServer engineWithoutScripts = engine(EngineOptions.Revision3.SERVED);
    final EngineHooks hooks = new EngineHooks(engine, Duration.ofMillis(500));
    private final HttpServer server;

    private final class Echo implements EngineListener {
        private final EngineSession session;

        Echo(EngineSession session) {
            this.session = session;
        }

        @Override
        public void onText(ByteBuf utf8) {
            String text = utf8.toString(StandardCharsets.UTF_8);
            received.add(text);
            if (text.startsWith("pause")) {
                session.pauseReading();
                paused.add(session);
            }
            if (text.startsWith("plain")) {
                session.send(Frame.message(ByteBufUtil.getBytes(utf8), false));
                return;
            }
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

    private EngineServer engine(EngineOptions.Revision3 revision3) {
        return new EngineServer(
                new EngineOptions(new EngineOptions.Pings(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                        new EngineOptions.Upgrades(true, Duration.ofSeconds(10)), Set.of("polling", "websocket"),
                        new TransportLimits(MAX_PAYLOAD, 100, 5_000_000, MESSAGE_TIME, 8192), revision3),
                () -> {
                    if (failing) {
                        throw new IllegalStateException("no more ids");
                    }
                    return "sid" + ids.incrementAndGet();
                }, Echo::new,
                new ConnectionLimiter(new ConnectionLimiter.Limits(MAX_CONNECTIONS, 0, 0), System::nanoTime), budget);
    }

    HttpFixture() throws Exception {
        this(1);
    }

    /** Creates a server that offers {@code permessage-deflate}. */
    static HttpFixture deflating() throws Exception {
        return new HttpFixture(1, true, SYSTEM);
    }

    /** Creates a server in which unread data waits, and little of it in the system. */
    static HttpFixture holding() throws Exception {
        return new HttpFixture(1, false, 65_536);
    }

    /** @param closingTimeout seconds that a WebSocket client has to answer a Close frame */
    HttpFixture(int closingTimeout) throws Exception {
        this(closingTimeout, false, SYSTEM);
    }

    private HttpFixture(int closingTimeout, boolean deflate, int sendBuffer) throws Exception {
        Router router = Router.router(vertx);
        OriginPolicy origins = new OriginPolicy(List.of("https://friend.example"), true);
        router.route("/late").handler(routing -> {
            routing.request().connection().closeHandler(closed -> vertx.runOnContext(after -> routing.next()));
            received.add("late");
        }).failureHandler(routing -> late.completeExceptionally(routing.failure()));
        router.route().handler(new PipelinedRequests(budget));
        router.route("/late").handler(routing -> late.complete(null));
        router.route("/number").handler(routing -> routing.response().end("answer " + answered.incrementAndGet()));
        router.route("/large").handler(routing -> {
            answered.incrementAndGet();
            routing.response().end(Buffer.buffer(new byte[LARGE]));
        });
        router.route("/socket.io/*").handler(new EngineRoute(engine, hooks, origins, COOKIE, COMPRESSION));
        router.route("/client/*").blockingHandler(new ClientFiles(true, origins));
        router.route("/noclient/*").blockingHandler(new ClientFiles(false, origins));
        router.route("/eio3/*")
                .handler(
                        new EngineRoute(engine3, new EngineHooks(engine3, Duration.ofMillis(500)), origins, null, COMPRESSION));
        router.route("/noscript/*").handler(new EngineRoute(engineWithoutScripts,
                new EngineHooks(engineWithoutScripts, Duration.ofMillis(500)), origins, null, COMPRESSION));
        HttpServerOptions options = new HttpServerOptions().setMaxWebSocketFrameSize(65_536)
                .setMaxWebSocketMessageSize(262_144).setPerMessageWebSocketCompressionSupported(deflate)
                .setPerFrameWebSocketCompressionSupported(false).setWebSocketClosingTimeout(closingTimeout)
                .setSendBufferSize(sendBuffer);
        server = vertx.createHttpServer(options).requestHandler(router)
                .connectionHandler(connection -> connection.closeHandler(v -> disconnections.incrementAndGet()))
                .listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
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

    /** Waits for the next paused session. */
    EngineSession nextPaused() throws InterruptedException {
        EngineSession session = paused.poll(5, TimeUnit.SECONDS);
        if (session == null) {
            throw new AssertionError("no session was paused");
        }
        return session;
    }

    @Override
    public void close() throws Exception {
        engine.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        engine3.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        engineWithoutScripts.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
