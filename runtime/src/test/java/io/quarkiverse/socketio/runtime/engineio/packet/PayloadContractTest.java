package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Tests the payloads of all kinds of clients. */
abstract class PayloadContractTest {

    /** The protocol of the client. */
    abstract Protocol protocol();

    /** Encodes packets as a request body of this client: texts with their type, binary as {@code 0x…}. */
    abstract byte[] body(String... packets);

    /** Decodes the packets of a response as this client does. */
    abstract List<String> read(EncodedPayload response);

    boolean octetStream() {
        return false;
    }

    private List<Packet> decode(byte[] body, int maxPackets) throws MalformedPacketException {
        return protocol().decodePayload(Unpooled.wrappedBuffer(body), octetStream(), maxPackets);
    }

    private List<String> encode(Frame... frames) {
        Queue<Frame> queue = new ArrayDeque<>(List.of(frames));
        EncodedPayload response = protocol().encodePayload(queue, queue.stream().mapToInt(Frame::payloadSize).sum());
        try {
            return read(response);
        } finally {
            response.body().release();
            assertThat(response.body().refCnt()).isZero();
        }
    }

    private static Frame text(String text) {
        return Frame.message(text.getBytes(StandardCharsets.UTF_8));
    }

    static String describe(Packet packet) {
        return packet.binary() ? "0x" + ByteBufUtil.hexDump(packet.data())
                : packet.type().ordinal() + packet.data().toString(StandardCharsets.UTF_8);
    }

    @Test
    void allPacketsAreReadInOrder() throws Exception {
        assertThat(decode(body("4hello", "2", "0x00ff1e80", "4€ é 😀\n\\n \u2028", "4", "0x"), 100))
                .extracting(PayloadContractTest::describe)
                .containsExactly("4hello", "2", "0x00ff1e80", "4€ é 😀\n\\n \u2028", "4", "0x");
    }

    @Test
    void framesAreWrittenInOrderAndReleased() {
        Frame hello = text("hello \"€ é 😀\" \\n \n \u0001 \u2028\u2029 end");
        Frame binary = Frame.binaryMessage(new byte[] { 1, 2, 3, -1 });
        assertThat(encode(hello, Frame.PONG, binary, Frame.NOOP, Frame.CLOSE))
                .containsExactly("4hello \"€ é 😀\" \\n \n \u0001 \u2028\u2029 end", "3", "0x010203ff", "6", "1");
        assertThat(hello.refCnt()).isZero();
        assertThat(binary.refCnt()).isZero();
    }

    @Test
    void aSharedFrameKeepsTheReferencesOfOthers() {
        Frame shared = Frame.binaryMessage(new byte[] { 7 }).retain();
        assertThat(encode(shared)).containsExactly("0x07");
        assertThat(shared.refCnt()).isEqualTo(1);
        assertThat(encode(shared)).containsExactly("0x07");
        assertThat(shared.refCnt()).isZero();
    }

    @Test
    void aPayloadHasNoMorePacketsThanAllowed() throws Exception {
        byte[] three = body("4", "4", "0x01");
        assertThat(decode(three, 3)).hasSize(3);
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(three, 2));
    }

    @Test
    void tooManySmallPacketsAreRefusedEarly() {
        String[] packets = new String[500_000];
        Arrays.fill(packets, "4");
        byte[] flood = body(packets);
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> decode(flood, 10_000));
    }

    /** Any bytes are either packets or malformed, and no other exception is thrown. */
    @Test
    void noInputCausesAnUnexpectedException() {
        Random random = new Random(11);
        byte[] good = body("4hello", "0x0102", "4€😀", "2probe");
        for (int round = 0; round < 5_000; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(bad, random.nextInt(bad.length + 1));
            try {
                decode(cut, 100);
            } catch (MalformedPacketException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void aWrittenPayloadIsReadUnchanged() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<String> sent = new ArrayList<>();
            Frame[] frames = new Frame[1 + random.nextInt(8)];
            for (int i = 0; i < frames.length; i++) {
                byte[] data = new byte[random.nextInt(300)];
                random.nextBytes(data);
                if (random.nextBoolean()) {
                    frames[i] = Frame.binaryMessage(data);
                    sent.add("0x" + ByteBufUtil.hexDump(data));
                } else {
                    String text = new String(data, StandardCharsets.UTF_16).replaceAll("[\\p{Cs}\u001e]", "?");
                    frames[i] = text(text);
                    sent.add("4" + text);
                }
            }
            assertThat(encode(frames)).isEqualTo(sent);
        }
    }

    static List<String> decoded(Protocol protocol, EncodedPayload response) {
        try {
            return protocol.decodePayload(response.body(), response.octetStream(), 100).stream()
                    .map(PayloadContractTest::describe).toList();
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(ByteBufUtil.decodeHexDump(hex.substring(2)));
    }

    /** Encodes as a JavaScript client, with the {@code String.length()} of JavaScript. */
    static String stringPayload(String... packets) {
        StringBuilder payload = new StringBuilder();
        for (String packet : packets) {
            String text = packet.startsWith("0x") ? "b4" + base64(packet) : packet;
            payload.append(text.length()).append(':').append(text);
        }
        return payload.toString();
    }
}
