package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

/** Tests what dev mode responds if its worker processes cannot start. */
class DevWorkersFailureTest {
    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClass(Greeter.class).addAsResource(new StringAsset("""
                    quarkus.http.port=8093
                    quarkus.socketio.dev.workers=2
                    quarkus.socketio.cluster.worker.jvm-args=-XX:NoSuchOption
                    """), "application.properties"));

    @Test
    void theResponseSaysWhatToLookAt() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://localhost:8093/")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("The worker processes of dev mode are not available. The worker processes cannot start: the primary"
                        + " has exited with code 1. See its lines in the log\n");
    }
}
