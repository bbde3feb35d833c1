package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;
import io.socket.client.Ack;

/** Tests that the configuration can leave all failures without an answer, as in Node. */
class NoErrorsAnswerTest extends ClientTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, ClientTest.class, FailingEndpoint.class))
            .overrideConfigKey("quarkus.socketio.errors.answer", "none");

    @Test
    void noFailureIsAnswered() {
        List<Object[]> answers = new CopyOnWriteArrayList<>();
        client.socket().emit("fail", new Object[0], (Ack) answers::add);
        client.socket().emit("number", new Object[] { "text" }, (Ack) answers::add);
        assertThat(client.ask("number", 7)).as("answers come in the order of the events").isEqualTo(7);
        assertThat(answers).isEmpty();
    }
}
