package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

class PayloadTest {

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
    void whatIsNoListOfPacketsIsMalformed(String body) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(body));
    }

    @Test
    void aPayloadHasNoMorePacketsThanAllowed() throws Exception {
        ByteBuf three = Unpooled.copiedBuffer("4\u001e4\u001e4", StandardCharsets.UTF_8);
        assertThat(Payload.decode(three, 3)).hasSize(3);
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> Payload.decode(three, 2));
    }

    @Test
    void manyOneBytePacketsAreRefusedBeforeTheyCostMuch() {
        ByteBuf flood = Unpooled.copiedBuffer("4\u001e".repeat(500_000), StandardCharsets.UTF_8);
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> Payload.decode(flood, 10_000));
    }

    @Test
    void framesAreJoinedInOrderAndReleased() {
        Frame hello = text("hello");
        Frame binary = Frame.binaryMessage(new byte[] { 1, 2, 3, 4 });
        assertThat(encode(hello, Frame.ping(), binary, Frame.noop(), Frame.close()))
                .isEqualTo("4hello\u001e2\u001ebAQIDBA==\u001e6\u001e1");
        assertThat(hello.refCnt()).isZero();
        assertThat(binary.refCnt()).isZero();
    }

    @Test
    void aFrameThatOthersShareKeepsTheirReferences() {
        Frame shared = text("shared").retain();
        assertThat(encode(shared)).isEqualTo("4shared");
        assertThat(shared.refCnt()).isEqualTo(1);
        assertThat(encode(shared)).isEqualTo("4shared");
        assertThat(shared.refCnt()).isZero();
    }

    @Test
    void whatIsEncodedIsDecodedToTheSame() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<String> sent = new ArrayList<>();
            Frame[] frames = new Frame[1 + random.nextInt(8)];
            for (int i = 0; i < frames.length; i++) {
                byte[] data = new byte[random.nextInt(300)];
                random.nextBytes(data);
                String hex = ByteBufUtil.hexDump(data);
                boolean binary = random.nextBoolean();
                frames[i] = binary ? Frame.binaryMessage(data) : text(hex);
                sent.add((binary ? "0x" : "") + hex);
            }
            List<String> received = new ArrayList<>();
            for (Packet packet : decode(encode(frames))) {
                received.add(packet.binary() ? "0x" + ByteBufUtil.hexDump(packet.data())
                        : packet.data().toString(StandardCharsets.UTF_8));
            }
            assertThat(received).isEqualTo(sent);
        }
    }
}
