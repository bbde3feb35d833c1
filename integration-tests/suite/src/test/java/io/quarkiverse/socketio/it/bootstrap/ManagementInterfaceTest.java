package io.quarkiverse.socketio.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.AppProcess;
import io.quarkiverse.socketio.it.RawHttp;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

class ManagementInterfaceTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = BootstrapContract.application("fast-jar", ManagementRoute.class)
            .overrideConfigKey("quarkus.management.enabled", "true");

    @ProdBuildResults
    ProdModeTestResults results;

    @TempDir
    Path witness;

    @Test
    void workersDoNotFightForTheManagementPort() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (AppProcess app = AppProcess.start(results.getResults().get(0).getPath(), "-Dwitness=" + witness,
                "-Dquarkus.management.port=" + port, "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2")) {
            assertThat(RawHttp.get(app.awaitReady(), "/pid").status()).isEqualTo(200);
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}
