package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Tests the packets of WebSockets, for all kinds of clients. */
class ProtocolTest {
    private static final Protocol V4 = Protocol.of(4, Map.of());
    private static final Protocol V3 = Protocol.of(3, Map.of());

    private static Protocol base64(int version) {
        return Protocol.of(version, Map.of("b64", "1"));
    }

    private static String hex(Protocol protocol, Frame frame) {
        ByteBuf taken = protocol.takeWebSocketFrame(frame);
        String hex = ByteBufUtil.hexDump(taken);
        taken.release();
        return hex;
    }

    private static String text(Protocol protocol, String text) throws MalformedPacketException {
        return PayloadContractTest.describe(protocol.decodeText(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }

    private static String binary(Protocol protocol, int... bytes) throws MalformedPacketException {
        ByteBuf data = Unpooled.buffer();
        for (int next : bytes) {
            data.writeByte(next);
        }
        return PayloadContractTest.describe(protocol.decodeBinary(data));
    }

    @Test
    void aTextFrameIsTheSameForAllRevisions() {
        Frame frame = Frame.message("é".getBytes(StandardCharsets.UTF_8));
        for (Protocol protocol : new Protocol[] { V3, V4, base64(3), base64(4) }) {
            assertThat(hex(protocol, frame.retain())).isEqualTo("810334c3a9");
        }
        frame.release();
        assertThat(frame.refCnt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "0,820104,8200", "1,82020400,820100", "124,827d04,827c", "125,827e007e04,827d", "126,827e007f04,827e007e",
            "65534,827effff04,827efffe", "65535,827f000000000001000004,827effff" })
    void aBinaryFrameOfRevision3HasItsTypeFirst(int length, String three, String four) {
        Frame frame = Frame.binaryMessage(new byte[length]);
        String content = "00".repeat(length);
        assertThat(hex(V3, frame.retain())).isEqualTo(three + (length == 1 ? "" : content));
        assertThat(hex(V4, frame.retain())).isEqualTo(four + (length == 1 ? "" : content));
        frame.release();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void aBroadcastToClientsOfBothRevisionsSharesTheData() {
        Frame frame = Frame.binaryMessage(new byte[] { 1, 2, 3 });
        ByteBuf three = V3.takeWebSocketFrame(frame.retain());
        ByteBuf four = V4.takeWebSocketFrame(frame.retain());
        assertThat(frame.refCnt()).isEqualTo(3);
        assertThat(ByteBufUtil.hexDump(three)).isEqualTo("820404010203");
        assertThat(ByteBufUtil.hexDump(four)).isEqualTo("8203010203");
        frame.release();
        four.release();
        assertThat(ByteBufUtil.hexDump(three)).isEqualTo("820404010203");
        three.release();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void aClientWithoutBinaryFramesGetsBase64() {
        Frame frame = Frame.binaryMessage(new byte[] { 1, 2, 3 });
        assertThat(hex(base64(3), frame.retain())).isEqualTo(hex(V4, Frame.message(new byte[0])).replace("0134", "06")
                + ByteBufUtil.hexDump("b4AQID".getBytes(StandardCharsets.US_ASCII)));
        assertThat(hex(base64(4), frame.retain()))
                .isEqualTo("8105" + ByteBufUtil.hexDump("bAQID".getBytes(StandardCharsets.US_ASCII)));
        frame.release();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void bothFormsOfBinaryAreReadFromAnyClient() throws Exception {
        for (Protocol protocol : new Protocol[] { V3, base64(3) }) {
            assertThat(binary(protocol, 4, 1, 2, 3)).isEqualTo("0x010203");
            assertThat(binary(protocol, 4)).isEqualTo("0x");
            assertThat(text(protocol, "b4AQID")).isEqualTo("0x010203");
            assertThat(text(protocol, "b4")).isEqualTo("0x");
        }
        for (Protocol protocol : new Protocol[] { V4, base64(4) }) {
            assertThat(binary(protocol, 4, 1, 2, 3)).isEqualTo("0x04010203");
            assertThat(text(protocol, "bAQID")).isEqualTo("0x010203");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "7", "a", "bAQID", "b", "b2", "b7AQID", "b4A", "b4=", " 4" })
    void anInvalidTextPacketOfRevision3IsMalformed(String text) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> text(V3, text));
    }

    @Test
    void aBinaryPacketWithoutATypeIsMalformedInRevision3() {
        for (int[] bytes : new int[][] { {}, { 0 }, { 2 }, { 3, 1 }, { 5 }, { 7, 1 }, { '4', 1 }, { 255 } }) {
            assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> binary(V3, bytes));
        }
    }
}
