package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class BinaryPayloadTest extends PayloadContractTest {

    @Override
    Protocol protocol() {
        return Protocol.of(3, Map.of());
    }

    @Override
    boolean octetStream() {
        return true;
    }

    @Override
    byte[] body(String... packets) {
        ByteBuf body = Unpooled.buffer();
        for (String packet : packets) {
            boolean binary = packet.startsWith("0x");
            byte[] content = binary ? ByteBufUtil.decodeHexDump("04" + packet.substring(2)) : bytes(packet);
            body.writeByte(binary ? 1 : 0);
            Integer.toString(content.length).chars().forEach(digit -> body.writeByte(digit - '0'));
            body.writeByte(255).writeBytes(content);
        }
        return ByteBufUtil.getBytes(body);
    }

    @Override
    List<String> read(EncodedPayload response) {
        return decoded(protocol(), response);
    }

    private static List<String> decode(String hex) throws MalformedPacketException {
        List<String> packets = new ArrayList<>();
        for (Packet packet : BinaryPayload.decode(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)), 100)) {
            packets.add(describe(packet));
        }
        return packets;
    }

    @Test
    void aPacketIsEncodedAsKindLengthAndBytes() throws Exception {
        assertThat(decode("0006ff3468656c6c6f" + "0105ff0401020304" + "000100ff34" + "616263646566676869"))
                .containsExactly("4hello", "0x01020304", "4abcdefghi");
        ByteBuf body = BinaryPayload.encode(new ArrayDeque<>(List.of(Frame.message("hello".getBytes()),
                Frame.binaryMessage(new byte[] { 1, 2, 3, 4 }), Frame.binaryMessage(new byte[99]))), 200);
        assertThat(ByteBufUtil.hexDump(body))
                .isEqualTo("0006ff3468656c6c6f" + "0105ff0401020304" + "01010000ff04" + "00".repeat(99));
        body.release();
    }

    @Test
    void theLengthCountsUtf8Bytes() throws Exception {
        assertThat(decode("0004ff34e282ac" + "0005ff34f09f9880")).containsExactly("4€", "4😀");
    }

    @Test
    void textMayCarryBase64() throws Exception {
        assertThat(decode("0006ff623441514944")).containsExactly("0x010203");
    }

    @Test
    void anEmptyPayloadHasNoPackets() throws Exception {
        assertThat(decode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "00", "01", "0001", "00ff", "01ff", "02ff", "0201ff34", "0001ff", "0002ff34", "0009ff34",
            "000aff34",
            "0031ff34", "0000ff", "0100ff", "0001ff37", "0101ff03", "0101ff34", "0002ff6234ff", "0001fe34",
            "0002ff34ff", "0004ff34eda080", "ff01ff34", "000000000000000000000001ff34",
            "0001080404060704040000070307000905050106010501ff34", "00020104070408030604 09ff34", "0004020904090607020907ff34" })
    void anInvalidPayloadIsMalformed(String hex) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(hex.replace(" ", "")));
    }

    @Test
    void anEndlessLengthIsRefusedEarly() {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode("00" + "00".repeat(1_000_000)));
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode("00" + "09".repeat(1_000_000)));
    }

    @Test
    void binaryPayloadsAreSentOnlyIfNeededAndSupported() {
        Frame binary = Frame.binaryMessage(new byte[] { 1 });
        for (String[] query : new String[][] { { "b64" }, { "j" } }) {
            assertThat(octetStream(Protocol.of(3, Map.of(query[0], "1")), binary.retain())).isFalse();
        }
        assertThat(octetStream(protocol(), Frame.PONG)).isFalse();
        assertThat(octetStream(protocol(), Frame.PONG, binary)).isTrue();
        assertThat(binary.refCnt()).isZero();
    }

    private static boolean octetStream(Protocol protocol, Frame... frames) {
        EncodedPayload payload = protocol.encodePayload(new ArrayDeque<>(List.of(frames)), 0);
        payload.body().release();
        return payload.octetStream();
    }
}
