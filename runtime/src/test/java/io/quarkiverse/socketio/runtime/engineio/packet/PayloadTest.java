package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class PayloadTest extends PayloadContractTest {

    @Override
    Protocol protocol() {
        return Protocol.of(4, Map.of());
    }

    @Override
    byte[] body(String... packets) {
        List<String> texts = new ArrayList<>();
        for (String packet : packets) {
            texts.add(packet.startsWith("0x") ? "b" + base64(packet) : packet);
        }
        return bytes(String.join("\u001e", texts));
    }

    @Override
    List<String> read(EncodedPayload response) {
        assertThat(response.octetStream()).isFalse();
        return decoded(protocol(), response);
    }

    private static List<Packet> decode(String body) throws MalformedPacketException {
        return Payload.decode(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), 100);
    }

    private static String encode(Frame... frames) {
        int size = 0;
        for (Frame frame : frames) {
            size += frame.payloadSize();
        }
        ByteBuf body = Payload.encode(List.of(frames), size, ByteBufAllocator.DEFAULT);
        assertThat(body.readableBytes()).isLessThanOrEqualTo(size);
        String text = body.toString(StandardCharsets.UTF_8);
        body.release();
        return text;
    }

    private static Frame text(String text) {
        return Frame.message(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void packetsAreSeparatedByTheRecordSeparator() throws Exception {
        List<Packet> packets = decode("4hello\u001e2\u001e4€");
        assertThat(packets).extracting(Packet::type).containsExactly(PacketType.MESSAGE, PacketType.PING,
                PacketType.MESSAGE);
        assertThat(packets).extracting(packet -> packet.data().toString(StandardCharsets.UTF_8))
                .containsExactly("hello", "", "€");
    }

    @ParameterizedTest
    @ValueSource(strings = { "bAQIDBA==", "bAQIDBA", "bAQID\r\nBA==\n" })
    void binaryIsBase64WithOrWithoutPaddingAndInLinesAsTheJavaClientSendsIt(String body) throws Exception {
        Packet packet = decode(body).get(0);
        assertThat(packet.binary()).isTrue();
        assertThat(ByteBufUtil.getBytes(packet.data())).containsExactly(1, 2, 3, 4);
    }

    @Test
    void binaryMayBeEmpty() throws Exception {
        assertThat(decode("b").get(0).data().isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "\u001e", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "abc", "bA", "bAQ=D" })
    void anInvalidPayloadIsMalformed(String body) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(body));
    }

    @Test
    void framesAreJoinedInOrderAndReleased() {
        Frame hello = text("hello");
        Frame binary = Frame.binaryMessage(new byte[] { 1, 2, 3, 4 });
        assertThat(encode(hello, Frame.PING, binary, Frame.NOOP, Frame.CLOSE))
                .isEqualTo("4hello\u001e2\u001ebAQIDBA==\u001e6\u001e1");
        assertThat(hello.refCnt()).isZero();
        assertThat(binary.refCnt()).isZero();
    }
}
