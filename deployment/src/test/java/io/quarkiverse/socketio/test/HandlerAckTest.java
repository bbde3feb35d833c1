package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Tests how handler methods acknowledge an event. */
class HandlerAckTest extends ClientTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, ClientTest.class, Handlers.class));

    @Test
    void theReturnedValueIsTheAck() {
        assertThat(client.call("value")).containsExactly("a value");
    }

    @Test
    void theItemOfAUniIsTheAck() {
        assertThat(client.call("uni")).containsExactly("an item");
    }

    @Test
    void aVoidHandlerSendsAnAckWithoutArguments() {
        assertThat(client.call("void")).isEmpty();
        assertThat(client.call("voidUni")).isEmpty();
    }

    @Test
    void nullIsAnAckArgument() {
        assertThat(client.call("null")).containsExactly((Object) null);
    }

    @Test
    void aListIsOneAckArgument() {
        assertThat(client.call("list")).hasSize(1);
    }

    @Test
    void anAckParameterSendsOneAck() {
        assertThat(client.call("byHand")).containsExactly("awaited true", 1);
        assertThat(client.call("byHandLater")).containsExactly("later");
    }

    @Test
    void aReturnedValueIsDroppedIfTheClientWantsNoAck() {
        client.emit("value");
        assertThat(client.call("value")).containsExactly("a value");
    }

    @SocketIO
    static class Handlers {
        @OnEvent("value")
        String value() {
            return "a value";
        }

        @OnEvent("uni")
        Uni<String> uni() {
            return Uni.createFrom().item("an item");
        }

        @OnEvent("void")
        void nothing() {
        }

        @OnEvent("voidUni")
        Uni<Void> nothingLater() {
            return Uni.createFrom().voidItem();
        }

        @OnEvent("null")
        String nullValue() {
            return null;
        }

        @OnEvent("list")
        List<Integer> list() {
            return List.of(1, 2);
        }

        @OnEvent("byHand")
        void byHand(Ack ack) {
            ack.send("awaited " + ack.isAwaited(), 1);
            ack.send("again");
        }

        @OnEvent("byHandLater")
        Uni<Void> byHandLater(Ack ack) {
            return Uni.createFrom().item("later").invoke(item -> ack.send(item)).replaceWithVoid();
        }
    }
}
