package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

class WebSocketTransportV3Test extends WebSocketTransportTest {

    @Override
    Protocol protocol() {
        return Protocol.of(3, Map.of());
    }

    @Override
    String typeByte() {
        return "04";
    }

    @Test
    void base64IsReadWhereBinaryIsExpected() {
        clientSends("b4AQID", "0x04");
        assertThat(events.packets).containsExactly("MESSAGE 0x010203", "MESSAGE 0x04");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "00", "02", "0501", "34" })
    void aBinaryFrameThatIsNoMessageClosesTheTransportOnce(String hex) {
        sends("a");
        loop.perform(() -> link.binary(ByteBufUtil.decodeHexDump(hex)));
        loop.perform(() -> link.binary(ByteBufUtil.decodeHexDump(hex)));
        assertThat(events.ends).containsExactly(CloseReason.PARSE_ERROR);
        assertThat(link.closeCode()).isEqualTo(1000);
        assertThat(events.packets).isEmpty();
    }
}
