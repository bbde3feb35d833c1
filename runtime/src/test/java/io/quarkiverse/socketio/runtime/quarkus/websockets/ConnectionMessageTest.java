package io.quarkiverse.socketio.runtime.quarkus.websockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Count;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Send;

/** Tests what servers say to each other about their connections. */
class ConnectionMessageTest {
    private static final ConnectionFilter FILTER = ConnectionFilter.ALL.withEndpoint("chat").withIds("1").without("2")
            .withUsers("ada").withPathParam("room", "lobby");
    /** What the first build writes. */
    private static final String FIRST_BUILD = "0101" + "01" + "00000004" + "63686174" + "00" + "00000000" + "00" + "00000000"
            + "00" + "00000002" + "6869";

    @Test
    void messagesAreReadAsTheyWereWritten() {
        Send send = (Send) ConnectionMessage.decode(new Send(FILTER, true, new byte[] { 1, 2 }).encode());
        assertThat(send.filter()).isEqualTo(FILTER);
        assertThat(send.binary()).isTrue();
        assertThat(send.payload()).containsExactly(1, 2);
        assertThat(ConnectionMessage.decode(new Count(FILTER).encode())).isEqualTo(new Count(FILTER));
        assertThat(ConnectionMessage.decode(ConnectionMessage.toText(new Count(FILTER).encode())))
                .isEqualTo(new Count(FILTER));
        assertThat(ConnectionMessage.decode(new Count(ConnectionFilter.ALL).encode()))
                .isEqualTo(new Count(ConnectionFilter.ALL));
        assertThat(ConnectionMessage.decode(new Count(ConnectionFilter.ALL.withIds()).encode()))
                .isEqualTo(new Count(ConnectionFilter.ALL.withIds()));
    }

    @Test
    void messagesOfEarlierBuildsAreRead() {
        byte[] bytes = HexFormat.of().parseHex(FIRST_BUILD);
        Send send = (Send) ConnectionMessage.decode(bytes);
        assertThat(send.filter()).isEqualTo(ConnectionFilter.ALL.withEndpoint("chat"));
        assertThat(send.binary()).isFalse();
        assertThat(send.payload()).asString().isEqualTo("hi");
        assertThat(send.encode()).isEqualTo(bytes);
    }

    @Test
    void laterVersionsAndUnknownKindsAreSkippedAndLaterFieldsToo() {
        byte[] bytes = new Count(FILTER).encode();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 5);
        assertThat(ConnectionMessage.decode(longer)).isEqualTo(new Count(FILTER));
        assertThat(ConnectionMessage.decode(new byte[] { 2, 1 })).isNull();
        assertThat(ConnectionMessage.decode(new byte[] { 1, 99, 5 })).isNull();
    }

    @Test
    void incompleteMessagesAreRefused() {
        byte[] bytes = new Send(FILTER, true, new byte[] { 1, 2 }).encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ConnectionMessage.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ConnectionMessage.decode("no Base64!")).isInstanceOf(IllegalArgumentException.class);
    }
}
