package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes long-polling bodies of revision 4. */
class PayloadFuzzTest extends CoverageGuided {
    private static final int MAX_PACKETS = 20;

    @FuzzTest
    void decode(byte[] data) {
        ran();
        List<Packet> packets;
        try {
            packets = Payload.decode(Unpooled.wrappedBuffer(data), MAX_PACKETS);
        } catch (MalformedPacketException e) {
            assertThat(valid(data)).isFalse();
            return;
        }
        assertThat(valid(data)).isTrue();
        assertThat(packets.size()).isEqualTo(split(data).size()).isLessThanOrEqualTo(MAX_PACKETS);
        assertThat(packets.stream().mapToInt(packet -> packet.data().readableBytes()).sum()).isLessThanOrEqualTo(data.length);
        comesBack(packets);
    }

    /** A naive parser with the same result. */
    private static boolean valid(byte[] data) {
        List<byte[]> parts = split(data);
        return parts.size() <= MAX_PACKETS && parts.stream().allMatch(PayloadFuzzTest::isPacket);
    }

    private static List<byte[]> split(byte[] data) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= data.length; i++) {
            if (i == data.length || data[i] == 0x1e) {
                parts.add(java.util.Arrays.copyOfRange(data, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static boolean isPacket(byte[] part) {
        if (part.length == 0 || part[0] != 'b') {
            return part.length > 0 && part[0] >= '0' && part[0] <= '6';
        }
        try {
            java.util.Base64.getMimeDecoder().decode(java.util.Arrays.copyOfRange(part, 1, part.length));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Messages are encoded and read again unchanged. */
    private static void comesBack(List<Packet> packets) {
        List<Packet> messages = packets.stream().filter(packet -> packet.type() == PacketType.MESSAGE).toList();
        if (messages.isEmpty()) {
            return;
        }
        ByteBuf body = Payload.encode(messages.stream().map(PayloadFuzzTest::frame).toList(), 64, Unpooled.buffer().alloc());
        try {
            List<Packet> again = Payload.decode(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(body)), MAX_PACKETS);
            assertThat(again).isEqualTo(messages);
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        } finally {
            body.release();
        }
    }

    static Frame frame(Packet message) {
        byte[] data = ByteBufUtil.getBytes(message.data());
        return message.binary() ? Frame.binaryMessage(data) : Frame.message(data);
    }
}
