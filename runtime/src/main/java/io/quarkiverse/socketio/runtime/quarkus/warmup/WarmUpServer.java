package io.quarkiverse.socketio.runtime.quarkus.warmup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcBus;
import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.handoff.PipeReceiver;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.quarkiverse.socketio.runtime.engineio.ConnectionLimiter;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.http.EngineHooks;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.HttpDrain;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.http.PayloadCompression;
import io.quarkiverse.socketio.runtime.http.PipelinedRequests;
import io.quarkiverse.socketio.runtime.http.SessionCookie;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerOptions;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;

/**
 * A second Socket.IO server of this process, made of the same classes as that of the application. It shares nothing with it:
 * it has a Vert.x of its own, without metrics and traces, and a bus that ends in this process. Its connections are adopted, as
 * those that another worker relays are; no one else connects to its sockets. What it holds for clients is limited to
 * {@value #BUDGET_BYTES} bytes.
 * <p>
 * Thread: {@link #start} and {@link #close} block.
 */
final class WarmUpServer implements AutoCloseable {
    static final String PATH = "/socket.io";
    private static final String ROOM = "warm-up";
    private static final long BUDGET_BYTES = 8 << 20;
    private static final int MAX_CLIENTS = 64;
    private static final long CLOSE_MILLIS = 1_000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MESSAGE_BYTES = 100_000;
    private static final int MANY = 1_000;
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    private final Vertx vertx;
    private final Sockets sockets;
    private @Nullable EngineServer engine;

    /**
     * The Unix sockets of the server.
     *
     * @param http on which its HTTP server listens; nothing connects there
     * @param relay on which it receives connections
     */
    record Sockets(Path http, Path relay) {
    }

    /**
     * What the server has in common with that of the application; not the limits and times, which its clients need not meet.
     */
    record Options(Set<String> transports, boolean upgrades, PacketParser parser, Http http) {

        /**
         * What its HTTP server has in common with that of the application.
         *
         * @param cookie {@code null} for none
         */
        record Http(HttpServerOptions options, OriginPolicy origins, @Nullable SessionCookie cookie,
                PayloadCompression compression) {
        }
    }

    private WarmUpServer(Sockets sockets) {
        this.sockets = sockets;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true) // the only one that knows connections to adopt
                .setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1).setUseDaemonThread(true)
                // on a busy machine, slow event loops are nothing to log
                .setBlockedThreadCheckInterval(1).setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** Starts a server; to be closed. */
    static WarmUpServer start(Options options, Sockets sockets, Duration limit)
            throws ExecutionException, TimeoutException, InterruptedException {
        WarmUpServer server = new WarmUpServer(sockets);
        try {
            server.listen(options, limit);
            return server;
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private void listen(Options options, Duration limit) throws ExecutionException, TimeoutException, InterruptedException {
        HttpServer http = vertx.createHttpServer(new HttpServerOptions(options.http.options))
                .requestHandler(handler(options));
        await(http.listen(SocketAddress.domainSocketAddress(sockets.http.toString())).toCompletionStage(), limit.toMillis());
        ChannelAdoption adoption = ChannelAdoption.into(0, new ChannelAdoption.Sockets(sockets.http, null, null, null),
                MAX_CLIENTS);
        PipeReceiver.ofWorkers(adoption).listen(adoption.eventLoop(), sockets.relay).get(limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Returns the first bytes of each connection to {@link Sockets#relay}. */
    static byte[] preamble() {
        ByteBuf preamble = Preamble.ofRelayed(CLIENT, SERVER, null, UnpooledByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(preamble);
        } finally {
            preamble.release();
        }
    }

    private Handler<HttpServerRequest> handler(Options options) {
        MemoryBudget budget = new MemoryBudget(BUDGET_BYTES, System::nanoTime);
        ServerImpl io = application(options);
        EngineServer created = new EngineServer(engineOptions(options), () -> SessionId.next(0, ""), io::accept,
                new ConnectionLimiter(ConnectionLimiter.Limits.NONE, System::nanoTime), budget);
        engine = created;
        EngineHooks hooks = new EngineHooks(created, Duration.ofSeconds(1));
        io.bind(() -> hooks);
        Router router = Router.router(vertx);
        router.route().handler(new HttpDrain());
        router.route().handler(new PipelinedRequests(budget));
        router.route(PATH + "/*").handler(new EngineRoute(created, hooks, options.http.origins, options.http.cookie,
                options.http.compression));
        return HttpServerCommonHandlers.enforceDuplicatedContext(router, false);
    }

    /** Returns the server with the handlers that {@link WarmUpRound} uses. */
    private ServerImpl application(Options options) {
        EventLoop loop = vertx.nettyEventLoopGroup().next();
        ClusterAdapters adapters = new ClusterAdapters(new IpcBus(new LoopbackChannel(loop), TraceCarrier.NONE, "warm-up-"),
                Scheduler.of(loop));
        ServerImpl io = new ServerImpl(serverOptions(), options.parser, adapters,
                (mode, task) -> vertx.executeBlocking(() -> {
                    task.run();
                    return null;
                }));
        io.onConnection(socket -> onConnection(socket, io));
        return io;
    }

    private static EngineOptions engineOptions(Options options) {
        return new EngineOptions(new EngineOptions.Pings(LONG, LONG), new EngineOptions.Upgrades(options.upgrades, LONG),
                options.transports, new TransportLimits(MESSAGE_BYTES, MANY, MESSAGE_BYTES, LONG, MESSAGE_BYTES),
                EngineOptions.Revision3.REFUSED);
    }

    private static ServerOptions serverOptions() {
        return new ServerOptions(LONG, true, new ServerOptions.Limits(MANY, MANY,
                new ServerOptions.Bytes(MESSAGE_BYTES, MESSAGE_BYTES, MESSAGE_BYTES), MANY, MANY), false,
                MistakeReports.none());
    }

    private static void onConnection(Socket socket, ServerImpl io) {
        socket.join(ROOM);
        socket.on("echo", (arguments, ack) -> ack.send(read(arguments)));
        socket.on("shout", (arguments, ack) -> io.to(ROOM).emit("news", read(arguments)));
        socket.onDisconnect(reason -> socket.rooms());
    }

    private static Object[] read(Arguments arguments) {
        return arguments.toList().toArray();
    }

    /** Returns the number of open sessions. */
    int sessions() {
        return engine == null ? 0 : engine.size();
    }

    private static void await(CompletionStage<?> done, long millis)
            throws ExecutionException, TimeoutException, InterruptedException {
        done.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    }

    /** Closes sessions, connections, listeners and threads, and removes the sockets. */
    @Override
    public void close() {
        try {
            if (engine != null) {
                await(engine.close(), CLOSE_MILLIS);
            }
            await(vertx.close().toCompletionStage(), CLOSE_MILLIS);
        } catch (ExecutionException | TimeoutException e) {
            // its threads are daemons
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(sockets.http);
        delete(sockets.relay);
    }

    private static void delete(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // the primary deletes its directory
        }
    }
}
