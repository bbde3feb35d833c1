package io.quarkiverse.socketio.runtime.quarkus.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.config.CoreOptions;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.http.OriginPolicy;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.http.HttpServerOptions;

class WarmUpTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String THREAD = "cluster-warm-up";

    @TempDir
    Path directory;

    private static SmallRyeConfig config(String... pairs) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put("quarkus.socketio." + pairs[i], pairs[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SocketIOConfig.class).withMapping(ClusterConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build();
    }

    private static WarmUp warmUp(String... pairs) {
        SmallRyeConfig config = config(pairs);
        return new WarmUp(config.getConfigMapping(SocketIOConfig.class), config.getConfigMapping(ClusterConfig.class),
                new OriginPolicy(List.of(), false), new JsonPacketParser(new ObjectMapper(), 10), new ObjectMapper());
    }

    private static WarmUpServer.Options options(String... pairs) {
        SocketIOConfig config = config(pairs).getConfigMapping(SocketIOConfig.class);
        return new WarmUpServer.Options(config.transports(), config.allowUpgrades(),
                new JsonPacketParser(new ObjectMapper(), 10), new WarmUpServer.Options.Http(new HttpServerOptions(),
                        new OriginPolicy(List.of(), false), null, CoreOptions.compression(config)));
    }

    private WarmUpServer.Sockets sockets() {
        return new WarmUpServer.Sockets(directory.resolve("u1"), directory.resolve("v1"));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-") || thread.getName().equals(THREAD))
                .collect(Collectors.toSet());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Runs three rounds, each of which checks the responses. */
    private void runRounds(String... pairs) throws Exception {
        Set<Thread> before = threads();
        WarmUpServer.Options options = options(pairs);
        try (WarmUpServer server = WarmUpServer.start(options, sockets(), LIMIT);
                WarmUpClient client = new WarmUpClient(sockets().relay(), WarmUpServer.preamble())) {
            WarmUpRound round = new WarmUpRound(client, options.transports(), options.upgrades());
            for (int i = 0; i < 3; i++) {
                round.run();
                await().until(() -> server.sessions() == 0);
            }
        }
        assertThat(files()).isEmpty();
        await().until(() -> before.containsAll(threads()));
    }

    @Test
    void clientsConnectPollUpgradeAndTalkAndNothingIsLeft() throws Exception {
        runRounds();
    }

    @ParameterizedTest
    @ValueSource(strings = { "polling", "websocket" })
    void itUsesTheTransportsThatTheServerHas(String transport) throws Exception {
        runRounds("transports", transport);
    }

    @Test
    void itDoesNotUpgradeWhereClientsMayNot() throws Exception {
        runRounds("allow-upgrades", "false");
    }

    @Test
    void itAlsoWorksWhereResponsesAreCompressed() throws Exception {
        runRounds("http-compression.threshold", "1");
    }

    @Test
    void itEndsAfterItsTime() throws IOException {
        AtomicLong now = new AtomicLong(100);
        assertThat(WarmUp.repeat(() -> now.addAndGet(10), 95, now::get, () -> false)).isEqualTo(10);
    }

    @Test
    void itEndsAfterItsRounds() throws IOException {
        AtomicLong runs = new AtomicLong();
        assertThat(WarmUp.repeat(runs::incrementAndGet, 1, () -> 0, () -> false)).isEqualTo(WarmUp.MAX_ROUNDS);
        assertThat(runs).hasValue(WarmUp.MAX_ROUNDS);
    }

    @Test
    void aFailedRoundIsTheLast() {
        AtomicLong runs = new AtomicLong();
        assertThatIOException().isThrownBy(() -> WarmUp.repeat(() -> {
            runs.incrementAndGet();
            throw new IOException("closed");
        }, 1, () -> 0, () -> false));
        assertThat(runs).hasValue(1);
    }

    @Test
    void aRoundThatIsCutOffDoesNotCount() throws IOException {
        AtomicLong runs = new AtomicLong();
        assertThat(WarmUp.repeat(() -> {
            if (runs.incrementAndGet() == 3) {
                throw new IOException("closed");
            }
        }, 1, () -> 0, () -> runs.get() == 3)).isEqualTo(2);
    }

    @Test
    void aWarmUpTakesAtMostHalfOfTheTimeLeftToStart() {
        Duration wanted = Duration.ofSeconds(3);
        assertThat(WarmUp.limit(wanted, Duration.ofSeconds(60), Duration.ofSeconds(2))).isEqualTo(wanted);
        assertThat(WarmUp.limit(wanted, Duration.ofSeconds(6), Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(WarmUp.limit(wanted, Duration.ofSeconds(6), Duration.ofSeconds(7))).isEqualTo(Duration.ZERO);
        assertThat(WarmUp.limit(Duration.ofSeconds(-1), Duration.ofSeconds(6), Duration.ZERO)).isEqualTo(Duration.ZERO);
    }

    @Test
    void theWorkerIsReadyAfterwards() throws Exception {
        CompletableFuture<Void> done = warmUp().start(sockets(), new HttpServerOptions(), LIMIT).toCompletableFuture();
        assertThat(done.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNull();
        assertThat(files()).isEmpty();
    }

    @Test
    void theWorkerIsReadyAfterAWarmUpThatFailed() throws Exception {
        directory = directory.resolve("missing");
        CompletableFuture<Void> done = warmUp().start(sockets(), new HttpServerOptions(), LIMIT).toCompletableFuture();
        assertThat(done.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNull();
    }

    @Test
    void withoutTimeThereIsNoWarmUp() {
        assertThat(warmUp().start(sockets(), new HttpServerOptions(), Duration.ZERO).toCompletableFuture()).isCompleted();
    }

    @Test
    void theWarmUpOfAnApplicationThatEndsIsCancelled() {
        WarmUp warmUp = warmUp();
        CompletableFuture<Void> done = warmUp.start(sockets(), new HttpServerOptions(), LIMIT).toCompletableFuture();
        warmUp.onShutdown(new ShutdownEvent());
        await().until(() -> threads().stream().noneMatch(thread -> thread.getName().equals(THREAD)));
        assertThat(done).isNotDone();
        assertThat(directory).isEmptyDirectory();
    }
}
