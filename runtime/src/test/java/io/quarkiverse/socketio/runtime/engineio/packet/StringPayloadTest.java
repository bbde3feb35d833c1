package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class StringPayloadTest extends PayloadContractTest {

    @Override
    Protocol protocol() {
        return Protocol.of(3, Map.of("b64", "1"));
    }

    @Override
    byte[] body(String... packets) {
        return bytes(stringPayload(packets));
    }

    @Override
    List<String> read(EncodedPayload response) {
        assertThat(response.octetStream()).isFalse();
        return decoded(protocol(), response);
    }

    private static List<String> decode(String body) throws MalformedPacketException {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> decode(byte[] body) throws MalformedPacketException {
        return StringPayload.decode(Unpooled.wrappedBuffer(body), 100).stream().map(PayloadContractTest::describe).toList();
    }

    @Test
    void theLengthCountsUtf16CodeUnits() throws Exception {
        assertThat(decode("19:42[\"echo\",\"€😀é\",1]1:2")).containsExactly("42[\"echo\",\"€😀é\",1]", "2");
        ByteBuf body = StringPayload.encode(
                new ArrayDeque<>(List.of(Frame.message("2[\"echo\",\"€😀é\",1]".getBytes(StandardCharsets.UTF_8)))), 50);
        assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("19:42[\"echo\",\"€😀é\",1]");
        body.release();
    }

    @Test
    void binaryIsBase64WithItsType() throws Exception {
        assertThat(decode("36:461-0[{\"_placeholder\":true,\"num\":0}]6:b4AQID"))
                .containsExactly("461-0[{\"_placeholder\":true,\"num\":0}]", "0x010203");
        ByteBuf body = StringPayload.encode(new ArrayDeque<>(List.of(Frame.binaryMessage(new byte[] { 1, 2, 3 }))), 10);
        assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("6:b4AQID");
        body.release();
    }

    @Test
    void aPayloadMayBeEmpty() throws Exception {
        assertThat(decode("0:")).isEmpty();
        assertThat(decode("0:1:20:")).containsExactly("2");
    }

    @Test
    void emptyPacketsCountTowardsTheLimit() {
        ByteBuf flood = Unpooled.copiedBuffer("0:".repeat(101), StandardCharsets.UTF_8);
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> StringPayload.decode(flood, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "abc", ":", ":4a", "1", "2", "2:4", "2:4ab", "-1:4", "+1:4", " 1:4", "1e0:4", "0x1:4", "1 :4",
            "1:7", "1:a", "2:4a1", "2:4a1:", "2:4a:", "99999999999999999999:4a", "4294967297:4", "00000000001:4",
            "18446744073709551617:4", "2:b4b", "1:b", "2:b2", "3:b4A", "6:b7AQID", "4:4😀", "2:4😀", "1:4\u0000" })
    void anInvalidPayloadIsMalformed(String body) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(body));
    }

    @Test
    void leadingZerosOfALengthAreDigits() throws Exception {
        assertThat(decode("0000000001:2")).containsExactly("2");
    }

    @Test
    void anEndlessLengthIsRefusedEarly() {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode("1".repeat(1_000_000)));
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode("0".repeat(1_000_000)));
    }

    @Test
    void invalidUtf8IsMalformed() {
        for (byte[] bad : List.of(new byte[] { '2', ':', '4', (byte) 0xff }, new byte[] { '2', ':', '4', (byte) 0xc3 },
                new byte[] { '2', ':', '4', (byte) 0xed, (byte) 0xa0, (byte) 0x80 },
                new byte[] { '2', ':', '4', (byte) 0xc0, (byte) 0x80 })) {
            assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(bad));
        }
    }
}
