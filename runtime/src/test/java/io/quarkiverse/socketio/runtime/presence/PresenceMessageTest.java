package io.quarkiverse.socketio.runtime.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/** The encoding of messages. */
class PresenceMessageTest {
    private static final UserState ALICE = new UserState("älice", 1L << 40, 3,
            List.of(new SocketEntry("/", "s1", 1L << 40), new SocketEntry("/chat", "s2", 5)));

    private static Stream<PresenceMessage> messages() {
        return Stream.of(new PresenceMessage.Announce("host", 3, true, false), new PresenceMessage.Changes(List.of(ALICE,
                UserState.absent("bob"))), new PresenceMessage.FetchUsers(-7),
                new PresenceMessage.FetchedUsers(-7, 2, true, List.of(ALICE)), new PresenceMessage.Stopped("a"),
                new PresenceMessage.Emit("älice", "/chat", new byte[] { 1, 0, -1 }));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isReadAsItWasWritten(PresenceMessage message) {
        assertThat(PresenceMessage.decode(PresenceMessage.encode("a", 1L << 33, message))).usingRecursiveComparison()
                .withStrictTypeChecking().isEqualTo(new PresenceMessage.Received("a", 1L << 33, message));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void anyCutIsAnError(PresenceMessage message) {
        byte[] encoded = PresenceMessage.encode("a", 1, message);
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> PresenceMessage.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void fieldsOfALaterBuildAreSkipped(PresenceMessage message) {
        byte[] encoded = PresenceMessage.encode("a", 1, message);
        assertThat(PresenceMessage.decode(Arrays.copyOf(encoded, encoded.length + 9))).isNotNull()
                .extracting(PresenceMessage.Received::message).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    void aMessageOfALaterVersionOrKindIsSkipped() {
        assertThat(PresenceMessage.decode(new byte[] { 2, 1 })).isNull();
        assertThat(PresenceMessage.decode(new FieldWriter().int8(1).int8(77).string("a").int64(1).toByteArray())).isNull();
    }
}
