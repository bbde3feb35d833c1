package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests workers that run out of memory. */
class WorkerOutOfMemoryTest {
    private static final String APP = "cluster-app";
    private static final String SMALL = "-Dquarkus.socketio.cluster.worker.jvm-args=-Xmx64m";
    private static final String EXHAUST = "GET /memory/exhaust HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    @Row(57)
    void aWorkerThatRunsOutOfMemoryIsReplaced() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, SMALL); RawHttp attack = new RawHttp(app.port()).send(EXHAUST)) {
            String seat = app.awaitLine("\\) \\[w(\\d)\\] pid \\d+ exited with code 3.*; starting it again").group(1);
            app.await("the worker's next process", () -> app.output().stream()
                    .filter(line -> line.matches(".*\\[w" + seat + "\\] pid \\d+ is ready")).count() == 2);
            assertThat(RawHttp.get(app.port(), "/who").status()).isEqualTo(200);
        }
    }

    @Test
    @Row(57)
    void aWorkerWithoutExitOnOutOfMemoryErrorContinues() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, SMALL + ",-XX:-ExitOnOutOfMemoryError");
                RawHttp attack = new RawHttp(app.port()).send(EXHAUST)) {
            assertThat(attack.receive().status()).isEqualTo(200);
            assertThat(app.output()).noneMatch(line -> line.contains("exited with code"));
        }
    }
}
