package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes Socket.IO packets in MessagePack. */
class MsgpackParserFuzzTest extends CoverageGuided {
    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Parsers {
        static final MsgpackPacketParser MSGPACK = new MsgpackPacketParser(new ObjectMapper());
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        try {
            Parsers.MSGPACK.decodeValues(data);
        } catch (SocketIOException e) {
            assertThat(e).hasMessageStartingWith("Values cannot be read");
        }
        IncomingPacket packet;
        try {
            packet = Parsers.MSGPACK.decodeBinary(Unpooled.wrappedBuffer(data));
        } catch (InvalidPacketException e) {
            return;
        }
        assertThat(packet.attachments()).isZero();
        assertThat(packet.namespace().length()).isLessThanOrEqualTo(1024);
        assertThat(packet.ackId()).isBetween(-1L, 9007199254740991L);
        if (packet.type().isEvent() || packet.type().isAck()) {
            JsonParserFuzzTest.argumentsAreRead(packet);
            JsonParserFuzzTest.comesBack(Parsers.MSGPACK, packet, data.length);
        } else if (packet.type() == SocketPacketType.CONNECT) {
            JsonParserFuzzTest.authIsRead(packet);
        }
        if (packet.type().isEvent()) {
            JsonParserFuzzTest.grows(Parsers.MSGPACK, packet);
        }
    }
}
