package io.quarkiverse.socketio.runtime.quarkus.warmup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.http.SessionCookie;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.quarkus.cluster.WorkerWarmUp;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerOptions;

/**
 * Warms up a worker that takes over clients while others serve: clients of its own connect to a {@link WarmUpServer}, round by
 * round, so that the code that serves clients is loaded and compiled. The application sees nothing of it. A failure ends it and
 * is logged at DEBUG; the worker then is as ready as without it.
 * <p>
 * Thread: any.
 */
@Singleton
public class WarmUp implements WorkerWarmUp {
    /** After which nothing gets faster that matters to the first clients. */
    static final int MAX_ROUNDS = 200;
    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    private final SocketIOConfig config;
    private final ClusterConfig cluster;
    private final OriginPolicy origins;
    private final PacketParser parser;
    private final ObjectMapper mapper;
    private volatile boolean ended;
    private volatile @Nullable WarmUpClient client;

    /** What is repeated. */
    interface Round {
        void run() throws IOException;
    }

    WarmUp(SocketIOConfig config, ClusterConfig cluster, OriginPolicy origins, PacketParser parser, ObjectMapper mapper) {
        this.config = config;
        this.cluster = cluster;
        this.origins = origins;
        this.parser = parser;
        this.mapper = mapper;
    }

    /**
     * Does nothing where the primary does not ask for it, nor where lines about each client are logged: nobody could tell whose
     * they are.
     */
    @Override
    public CompletionStage<Void> start(WorkerAgent agent, HttpServerOptions options) {
        if (!agent.warmsUp() || isDebugging()) {
            return CompletableFuture.completedFuture(null);
        }
        return start(new WarmUpServer.Sockets(agent.warmUpSocket(), agent.warmUpRelaySocket()), options,
                limit(cluster.worker().warmUp(), cluster.bootTimeout(), uptime()));
    }

    CompletionStage<Void> start(WarmUpServer.Sockets sockets, HttpServerOptions options, Duration limit) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (limit.isZero()) {
            done.complete(null);
            return done;
        }
        Thread thread = new Thread(() -> {
            try {
                run(sockets, options, limit);
            } finally {
                if (!ended) {
                    done.complete(null);
                }
            }
        }, "cluster-warm-up");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void run(WarmUpServer.Sockets sockets, HttpServerOptions options, Duration limit) {
        long start = System.nanoTime();
        int rounds = 0;
        Future<?> timeout = null;
        try (WarmUpServer server = WarmUpServer.start(options(options), sockets, limit);
                WarmUpClient opened = new WarmUpClient(sockets.relay(), WarmUpServer.preamble())) {
            client = opened;
            long rest = limit.toNanos() - (System.nanoTime() - start);
            // ends a round that takes longer
            timeout = Infrastructure.getDefaultWorkerPool().schedule(opened::close, rest, TimeUnit.NANOSECONDS);
            if (!ended) {
                rounds = repeat(new WarmUpRound(opened, config.transports(), config.allowUpgrades())::run, rest,
                        System::nanoTime, opened::isClosed);
            }
        } catch (Exception | LinkageError e) {
            LOG.debug("The warm-up has ended early", e);
        } finally {
            client = null;
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
        LOG.debugf("Warmed up: %d rounds in %d ms", rounds, (System.nanoTime() - start) / 1_000_000);
    }

    /**
     * Repeats a round for so many nanoseconds, at most {@value #MAX_ROUNDS} times.
     *
     * @param closed whether the client was closed, so that the last round failed
     * @return how many rounds there were
     */
    static int repeat(Round round, long nanos, LongSupplier nanoTime, BooleanSupplier closed) throws IOException {
        long start = nanoTime.getAsLong();
        int rounds = 0;
        while (rounds < MAX_ROUNDS && nanoTime.getAsLong() - start < nanos) {
            try {
                round.run();
            } catch (IOException e) {
                if (closed.getAsBoolean()) {
                    break;
                }
                throw e;
            }
            rounds++;
        }
        return rounds;
    }

    /** The clients write JSON, so this is what the server reads, whatever the parser of the application is. */
    private WarmUpServer.Options options(HttpServerOptions options) {
        SessionCookie cookie = config.cookie().enabled().orElse(true)
                ? CoreOptions.cookie(config.cookie(), sid -> "warm-up." + sid)
                : null;
        return new WarmUpServer.Options(config.transports(), config.allowUpgrades(),
                config.parser() == SocketIOConfig.Parser.JSON ? parser
                        : new JsonPacketParser(mapper.copy(), config.limits().attachments()),
                new WarmUpServer.Options.Http(options, origins, cookie, CoreOptions.compression(config)));
    }

    /**
     * Returns the limit for a warm-up, which takes at most half of what is left of the time to start.
     *
     * @param uptime of the process
     */
    static Duration limit(Duration configured, Duration bootTimeout, Duration uptime) {
        Duration half = bootTimeout.minus(uptime).dividedBy(2);
        Duration limit = configured.compareTo(half) < 0 ? configured : half;
        return limit.isNegative() ? Duration.ZERO : limit;
    }

    private static Duration uptime() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private static boolean isDebugging() {
        return Stream.of(DebugLog.ENGINE, DebugLog.SOCKET, DebugLog.ADAPTER, DebugLog.CLUSTER).anyMatch(Logger::isDebugEnabled);
    }

    void onShutdown(@Observes ShutdownEvent event) {
        ended = true;
        WarmUpClient present = client;
        if (present != null) {
            present.close();
        }
    }
}
