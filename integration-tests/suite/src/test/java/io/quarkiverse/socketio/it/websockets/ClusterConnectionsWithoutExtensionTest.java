package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that the build refuses {@link ClusterConnections} where quarkus-websockets-next is missing. */
class ClusterConnectionsWithoutExtensionTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(root -> root.addClass(News.class))
            .assertBuildException(failure -> assertThat(failure).hasStackTraceContaining(
                    "ClusterConnections needs the extension quarkus-websockets-next:"
                            + " add io.quarkus:quarkus-websockets-next to the dependencies. It is used by ")
                    .hasStackTraceContaining("News#connections"));

    @Test
    void anApplicationThatInjectsThemIsRefused() {
        throw new AssertionError("The application was built");
    }

    @ApplicationScoped
    static class News {
        @Inject
        ClusterConnections connections;
    }
}
