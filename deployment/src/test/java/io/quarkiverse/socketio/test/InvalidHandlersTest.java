package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkus.test.QuarkusUnitTest;

/** Tests that the build fails with all invalid handlers at once. {@code HandlerRulesTest} tests the rules themselves. */
class InvalidHandlersTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Wrong.class, NoEndpoint.class))
            .assertException(failure -> assertThat(failure).isInstanceOf(SocketIOException.class)
                    .hasMessageContaining("InvalidHandlersTest$Wrong#both answers twice")
                    .hasMessageContaining("InvalidHandlersTest$Wrong#reserved handles \"disconnect\"")
                    .hasMessageContaining("InvalidHandlersTest$NoEndpoint#connected is never called"));

    @Test
    void theBuildFails() {
        fail("the application must not start");
    }

    @SocketIO
    static class Wrong {
        @OnEvent("both")
        String both(Ack ack) {
            return "";
        }

        @OnEvent("disconnect")
        void reserved() {
        }
    }

    static class NoEndpoint {
        @OnConnect
        void connected() {
        }
    }
}
