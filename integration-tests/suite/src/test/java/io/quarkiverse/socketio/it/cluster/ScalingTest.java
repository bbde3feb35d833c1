package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.socket.client.IO;
import io.socket.client.Socket;

/** Tests a cluster that changes the number of its workers with the load. */
class ScalingTest {
    private static final String APP = "cluster-app";
    private static final int CLIENTS = 12;
    private static final Pattern CONNECTIONS = Pattern.compile("connections=(\\d+)");

    @Test
    void theNumberOfWorkersFollowsTheNumberOfConnections() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.workers=1",
                "-Dquarkus.socketio.cluster.autoscale.enabled=true", "-Dquarkus.socketio.cluster.autoscale.max=3",
                "-Dquarkus.socketio.cluster.autoscale.target-connections=4",
                "-Dquarkus.socketio.cluster.autoscale.interval=1s")) {
            assertThat(app.workers()).hasSize(1);
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                connections.add(new RawHttp(app.port()));
                assertThat(connections.get(i).send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n").receive().status())
                        .isEqualTo(200);
            }
            app.awaitLine("\\[w3\\] pid \\d+ is ready");
            assertThat(app.workers()).hasSize(3);
            for (RawHttp connection : connections) {
                assertThat(connection.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n").receive().status()).isEqualTo(200);
                connection.close();
            }
            app.await("one worker", () -> app.workers().size() == 1);
        }
    }

    @Test
    void aWorkerOfMaximumAgeIsReplacedWithoutAFailedRequest() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.worker.max-lifetime=10s")) {
            List<Long> first = app.workers();
            AtomicInteger most = new AtomicInteger();
            app.await("other workers", AppProcess.LIMIT.multipliedBy(2), () -> {
                most.accumulateAndGet(app.workers().size(), Math::max);
                assertServed(app.port());
                return first.stream().noneMatch(AppProcess::runs);
            });
            assertThat(most.get()).as("workers at a time: never two are replaced at once").isLessThanOrEqualTo(3);
            app.awaitLine("it lived for 10s \\(quarkus.socketio.cluster.worker.max-lifetime\\)");
        }
    }

    @Test
    void aWorkerAboveTheMemoryLimitIsReplaced() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.worker.max-rss=10M")) {
            List<Long> first = app.workers();
            app.awaitLine("it takes \\d+ MB \\(quarkus.socketio.cluster.worker.max-rss\\)");
            app.await("another worker", () -> first.stream().anyMatch(pid -> !AppProcess.runs(pid)));
        }
    }

    @Test
    void rebalancingSpreadsClientsOverAllWorkers() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.workers=1")) {
            assertThat(app.output()).anyMatch(line -> line.contains("and starts 1 worker. Workers get"))
                    .anyMatch(line -> line.contains("Cluster of 1 worker ready"));
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(IO.socket(URI.create("http://localhost:" + app.port()), IO.Options.builder()
                        .setTransports(new String[] { "websocket" }).setForceNew(true).setReconnectionDelay(50).build()));
                clients.get(i).connect();
            }
            app.await("all clients", () -> clients.stream().allMatch(Socket::connected));
            assertThat(RawHttp.get(app.port(), "/cluster/scale-to/2").body()).isEqualTo("begun");
            app.awaitLine("\\[w2\\] pid \\d+ is ready");
            assertThat(RawHttp.get(app.port(), "/cluster/rebalance").body()).isEqualTo("begun");
            app.await("a half or nearly so in each worker", () -> clients.stream().allMatch(Socket::connected)
                    && IntStream.of(connections(app.port())).allMatch(count -> count >= CLIENTS / 3));
        } finally {
            clients.forEach(Socket::disconnect);
        }
    }

    private static int[] connections(int port) {
        try {
            Matcher matcher = CONNECTIONS.matcher(RawHttp.get(port, "/workers").body());
            return matcher.results().mapToInt(result -> Integer.parseInt(result.group(1))).toArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertServed(int port) {
        try {
            assertThat(RawHttp.get(port, "/echo/hello").body()).isEqualTo("hello");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
