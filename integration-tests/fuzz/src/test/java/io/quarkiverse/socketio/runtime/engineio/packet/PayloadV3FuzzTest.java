package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes long-polling bodies of revision 3, of all three forms; the first byte chooses. */
class PayloadV3FuzzTest extends CoverageGuided {
    private static final int MAX_PACKETS = 20;

    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Protocols {
        static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        static final Protocol PLAIN = Protocol.of(3, Map.of());
        static final Protocol BASE64 = Protocol.of(3, Map.of("b64", "1"));
        static final Protocol JSONP = Protocol.of(3, Map.of("j", "0"));
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        if (data.length == 0) {
            return;
        }
        Protocol protocol = (data[0] & 3) == 2 ? Protocols.JSONP : Protocols.PLAIN;
        boolean octetStream = protocol == Protocols.PLAIN && (data[0] & 1) != 0;
        List<Packet> packets;
        try {
            packets = protocol.decodePayload(Unpooled.wrappedBuffer(data, 1, data.length - 1), octetStream, MAX_PACKETS);
        } catch (MalformedPacketException e) {
            return;
        }
        assertThat(packets.size()).isLessThanOrEqualTo(MAX_PACKETS);
        assertThat(packets.stream().mapToInt(packet -> packet.data().readableBytes()).sum())
                .isLessThanOrEqualTo(data.length * 3);
        comesBack(packets, Protocols.PLAIN);
        comesBack(packets, Protocols.BASE64);
        comesBack(packets, Protocols.JSONP);
    }

    /** Messages are encoded and read again unchanged. */
    private static void comesBack(List<Packet> packets, Protocol protocol) {
        List<Packet> messages = packets.stream().filter(packet -> packet.type() == PacketType.MESSAGE).toList();
        if (messages.isEmpty()) {
            return;
        }
        ArrayDeque<Frame> frames = new ArrayDeque<>();
        messages.forEach(message -> frames.add(PayloadFuzzTest.frame(message)));
        EncodedPayload payload = protocol.encodePayload(frames, 64);
        byte[] body = ByteBufUtil.getBytes(payload.body());
        try {
            byte[] plain = protocol == Protocols.JSONP ? called(body) : body;
            assertThat(Protocols.PLAIN.decodePayload(Unpooled.wrappedBuffer(plain), payload.octetStream(), MAX_PACKETS))
                    .isEqualTo(messages);
        } catch (MalformedPacketException | IOException e) {
            throw new AssertionError("our own payload is refused", e);
        } finally {
            payload.body().release();
        }
    }

    /** Returns the argument of the function that the script calls: a JSON string is a JavaScript string. */
    private static byte[] called(byte[] script) throws IOException {
        String text = new String(script, StandardCharsets.UTF_8);
        assertThat(text).startsWith("___eio[0](").endsWith(");").doesNotContain("\u2028", "\u2029");
        return Protocols.JSON.readValue(text.substring("___eio[0](".length(), text.length() - 2), String.class)
                .getBytes(StandardCharsets.UTF_8);
    }
}
