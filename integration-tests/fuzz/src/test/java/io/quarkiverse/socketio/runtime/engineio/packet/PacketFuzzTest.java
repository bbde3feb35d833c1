package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes packets in WebSocket messages, of both revisions; the first byte chooses. */
class PacketFuzzTest extends CoverageGuided {
    private static final int REVISION_3 = 1;
    private static final int BINARY = 2;

    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Protocols {
        static final Protocol[] PLAIN = { Protocol.of(4, Map.of()), Protocol.of(3, Map.of()) };
        static final Protocol[] BASE64 = { Protocol.of(4, Map.of("b64", "1")), Protocol.of(3, Map.of("b64", "1")) };
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        if (data.length == 0) {
            return;
        }
        int revision = data[0] & REVISION_3;
        boolean binary = (data[0] & BINARY) != 0;
        ByteBuf message = Unpooled.wrappedBuffer(data, 1, data.length - 1);
        Packet packet;
        try {
            packet = decode(Protocols.PLAIN[revision], message, binary);
        } catch (MalformedPacketException e) {
            assertThat(binary && revision == 0).as("binary of revision 4 is always a message").isFalse();
            return;
        }
        assertThat(packet.data().readableBytes()).isLessThan(data.length);
        assertThat(packet.dataEquals("probe")).isEqualTo(packet.data().equals(Unpooled.wrappedBuffer("probe".getBytes())));
        if (packet.type() == PacketType.MESSAGE) {
            comesBack(packet, Protocols.PLAIN[revision]);
            comesBack(packet, Protocols.BASE64[revision]);
        }
    }

    private static Packet decode(Protocol protocol, ByteBuf message, boolean binary) throws MalformedPacketException {
        return binary ? protocol.decodeBinary(message) : protocol.decodeText(message);
    }

    private static void comesBack(Packet packet, Protocol protocol) {
        ByteBuf taken = protocol.takeWebSocketFrame(PayloadFuzzTest.frame(packet));
        try {
            ByteBuf frame = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(taken));
            int head = frame.readUnsignedByte();
            assertThat(head).isIn(0x81, 0x82);
            int length = frame.readUnsignedByte();
            length = length == 126 ? frame.readUnsignedShort() : length;
            assertThat(frame.readableBytes()).isEqualTo(length);
            assertThat(decode(protocol, frame, head == 0x82)).isEqualTo(packet);
        } catch (MalformedPacketException e) {
            throw new AssertionError("our own packet is refused", e);
        } finally {
            taken.release();
        }
    }
}
