package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests more connections than the processes may have open files. */
@Requires("bash")
class DescriptorLimitTest {
    private static final int LIMIT = 160;
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    private final List<RawHttp> held = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawHttp connection : held) {
            connection.close();
        }
    }

    /** Connections that are open are served, none hangs, and new ones are accepted when places are free again. */
    @ParameterizedTest
    @EnumSource
    @Row(65)
    void connectionsAboveTheLimitAreRefusedAndOthersServed(Mode mode) throws IOException {
        try (AppProcess app = start(mode == Mode.CLUSTER)) {
            int port = port(app, mode == Mode.CLUSTER);
            int refused = 0;
            for (int i = 0; i < 3 * LIMIT; i++) {
                RawHttp connection = new RawHttp(port);
                Response answer = connection.get(HANDSHAKE);
                if (answer.status() == 200) {
                    held.add(connection);
                } else {
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.headers()).containsEntry("retry-after", "1");
                    connection.close();
                    refused++;
                }
            }
            System.out.println(mode + ": " + held.size() + " connections, " + refused + " refused");
            assertThat(held).hasSizeGreaterThan(10);
            assertThat(refused).isGreaterThan(10);
            // of a class that is not loaded yet
            assertThat(held.get(0).get("/socket.io/socket.io.js").status()).isEqualTo(200);
            for (RawHttp connection : held) {
                assertThat(connection.get(HANDSHAKE).status()).isEqualTo(200);
            }
            close();
            app.await("places for new clients", () -> isServed(port));
            assertThat(app.output()).noneMatch(line -> line.contains("NoClassDefFoundError")
                    || line.contains("ClassNotFoundException") || line.contains("Too many open files"));
            assertThat(app.output()).filteredOn(line -> line.contains("ulimit -n")).isNotEmpty().hasSizeLessThan(30);
        }
    }

    /** Silent connections are closed in favour of others. */
    @ParameterizedTest
    @ValueSource(strings = { "none", "descriptor", "proxy" })
    @Row({ 63, 65 })
    void silentConnectionsMakeRoomForOthers(String handoff) throws IOException {
        boolean cluster = !handoff.equals("none");
        try (AppProcess app = start(cluster, "-Dquarkus.socketio.cluster.first-request-timeout=10m",
                "-Dquarkus.socketio.limits.head-time=10m",
                "-Dquarkus.socketio.cluster.handoff=" + (cluster ? handoff : "auto"))) {
            int port = port(app, cluster);
            for (int i = 0; i < 3 * LIMIT; i++) {
                held.add(new RawHttp(port));
            }
            app.await("an answer", () -> isServed(port));
            int served = 0;
            for (int i = 0; i < 20; i++) {
                served += isServed(port) ? 1 : 0;
            }
            System.out.println(handoff + ": " + served + " of 20 served");
            assertThat(served).isPositive();
        }
    }

    private static boolean isServed(int port) {
        try {
            return RawHttp.get(port, HANDSHAKE).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static AppProcess start(boolean cluster, String... more) {
        List<String> options = new ArrayList<>(List.of("-Dquarkus.profile=x", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.workers=2", "-Dquarkus.socketio.cluster.enabled=" + cluster));
        options.addAll(List.of(more));
        return AppProcess.startAfter("ulimit -n " + LIMIT, AppProcess.packaged("fixtures"), options.toArray(String[]::new));
    }

    private static int port(AppProcess app, boolean cluster) {
        return cluster ? app.awaitReady()
                : Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
    }
}
