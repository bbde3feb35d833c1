package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

/** Tests that dev mode says that it has no cluster, if one is configured. */
class OneProcessTest {
    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClass(Greeter.class)
                    .addAsResource(new StringAsset("quarkus.http.port=0\nquarkus.socketio.cluster.enabled=true"),
                            "application.properties"))
            .setLogRecordPredicate(line -> line.getLoggerName().equals("io.quarkiverse.socketio.cluster"));

    @Test
    void aConfiguredClusterIsMentionedInOneLine() {
        assertThat(APP.getLogRecords()).singleElement().satisfies(line -> assertThat(line.getMessage())
                .isEqualTo("Dev mode is one process: quarkus.socketio.cluster.enabled=true has an effect in the packaged"
                        + " application. For worker processes in dev mode, set quarkus.socketio.dev.workers"));
    }
}
