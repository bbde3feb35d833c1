package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** Tests that the configuration can have all failures answered, without their details. */
class AllErrorsAnswerTest extends ClientTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, ClientTest.class, FailingEndpoint.class))
            .overrideConfigKey("quarkus.socketio.errors.answer", "all");

    @Test
    void unexpectedExceptionsAreAnsweredToo() {
        assertThat(client.ask("fail")).hasToString("{\"error\":\"internal-error\",\"message\":\"Internal error\"}");
    }

    @Test
    void faultsOfTheClientAreAnswered() {
        assertThat(client.ask("number", "text").toString()).contains("unreadable-argument");
    }
}
