package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class PacketTest {

    private static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({ "0{},OPEN,{}", "1,CLOSE,''", "2,PING,''", "2probe,PING,probe", "3probe,PONG,probe", "4hello,MESSAGE,hello",
            "4,MESSAGE,''", "4€ 😀,MESSAGE,€ 😀", "5,UPGRADE,''", "6,NOOP,''" })
    void theFirstCharacterIsTheTypeAndTheRestIsData(String text, PacketType type, String data) throws Exception {
        Packet packet = Packet.decode(utf8(text));
        assertThat(packet.type()).isEqualTo(type);
        assertThat(packet.data().toString(StandardCharsets.UTF_8)).isEqualTo(data);
        assertThat(packet.binary()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "7", "/", "a", "bAQID", " 4", "-1", "\u0000", "é" })
    void aPacketOfUnknownTypeIsMalformed(String text) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> Packet.decode(utf8(text)));
    }

    @Test
    void aPacketIsReadFromTheReaderIndex() throws Exception {
        ByteBuf text = utf8("xx4hi");
        text.skipBytes(2);
        assertThat(Packet.decode(text).dataEquals("hi")).isTrue();
    }

    @Test
    void dataEqualsComparesTheWholeText() throws Exception {
        Packet packet = Packet.decode(utf8("2probe"));
        assertThat(packet.dataEquals("probe")).isTrue();
        assertThat(packet.dataEquals("prob")).isFalse();
        assertThat(packet.dataEquals("probe!")).isFalse();
        assertThat(packet.dataEquals("Probe")).isFalse();
    }

    @Test
    void aBinaryPacketIsAMessage() {
        Packet packet = Packet.binaryMessage(Unpooled.wrappedBuffer(new byte[] { 1, 2 }));
        assertThat(packet.type()).isEqualTo(PacketType.MESSAGE);
        assertThat(packet.binary()).isTrue();
    }
}
