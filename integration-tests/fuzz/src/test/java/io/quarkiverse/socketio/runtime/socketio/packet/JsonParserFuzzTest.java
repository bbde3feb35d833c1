package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;

/** Fuzzes Socket.IO packets in JSON, with generated attachments for binary packets. */
class JsonParserFuzzTest extends CoverageGuided {
    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Parsers {
        static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        static final JsonPacketParser JSON = new JsonPacketParser(new ObjectMapper(), 10);
    }

    record Line(String text, int number, Line next) {
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        scannerAgreesWithJackson(data);
        IncomingPacket packet;
        try {
            packet = Parsers.JSON.decode(Unpooled.wrappedBuffer(data));
            assertThat(packet.attachments()).isBetween(0, 10);
            if (packet.attachments() > 0) {
                List<byte[]> attachments = new ArrayList<>();
                for (int i = 0; i < packet.attachments(); i++) {
                    attachments.add(new byte[i]);
                }
                packet.attach(attachments);
            }
        } catch (InvalidPacketException e) {
            return;
        }
        assertThat(packet.namespace().length()).isLessThanOrEqualTo(1024);
        assertThat(packet.ackId()).isBetween(-1L, 9007199254740991L);
        if (packet.type().isEvent() || packet.type().isAck()) {
            argumentsAreRead(packet);
            comesBack(Parsers.JSON, packet, data.length);
        } else if (packet.type() == SocketPacketType.CONNECT) {
            authIsRead(packet);
        }
        if (packet.type().isEvent()) {
            grows(Parsers.JSON, packet);
        }
        sameFromAnyBuffer(data, packet);
    }

    private static void sameFromAnyBuffer(byte[] data, IncomingPacket packet) {
        ByteBuf direct = Unpooled.directBuffer().writeZero(3).writeBytes(data).skipBytes(3);
        try {
            IncomingPacket same = Parsers.JSON.decode(direct);
            assertThat(same.type()).isEqualTo(packet.type());
            assertThat(same.namespace()).isEqualTo(packet.namespace());
            assertThat(same.ackId()).isEqualTo(packet.ackId());
            assertThat(same.event()).isEqualTo(packet.event());
        } catch (InvalidPacketException e) {
            throw new AssertionError("refused from another buffer", e);
        } finally {
            direct.release();
        }
    }

    static void authIsRead(IncomingPacket packet) {
        for (Class<?> type : List.of(Map.class, Line.class, JsonNode.class)) {
            try {
                packet.auth(type);
            } catch (SocketIOException e) {
                assertThat(e).hasMessageStartingWith("The auth payload cannot be read");
            }
        }
    }

    /** Each argument can be read, or fails with a message. */
    static void argumentsAreRead(IncomingPacket packet) {
        TypedArguments arguments = packet.arguments();
        for (Class<?> type : List.of(String.class, int.class, double.class, Line.class, byte[].class, JsonNode.class,
                List.class)) {
            for (int i = 0; i <= Math.min(arguments.size(), 3); i++) {
                try {
                    arguments.get(i, type);
                } catch (SocketIOException e) {
                    assertThat(e).hasMessageContaining("Argument " + i);
                }
            }
        }
        assertThat(arguments.toList()).hasSize(arguments.size());
    }

    /** Adds an ack id and an offset, as for a broadcast with acknowledgement and for recovery. */
    static void grows(PacketParser parser, IncomingPacket packet) {
        List<Object> values = packet.arguments().toList();
        EncodedPacket bare = parser.encodeEvent(packet.namespace(), IncomingPacket.NO_ACK, packet.event(), values.toArray());
        try {
            IncomingPacket numbered = parser.decode(parser.withAckId(bare, 300));
            assertThat(numbered.ackId()).isEqualTo(300);
            assertThat(numbered.namespace()).isEqualTo(packet.namespace());
            assertThat(numbered.event()).isEqualTo(packet.event());
            assertThat(numbered.arguments().size()).isEqualTo(values.size());
            IncomingPacket longer = parser.decode(parser.withOffset(bare, "offset"));
            assertThat(longer.event()).isEqualTo(packet.event());
            assertThat(longer.arguments().size()).isEqualTo(values.size() + 1);
            assertThat(longer.arguments().get(values.size(), String.class)).isEqualTo("offset");
        } catch (InvalidPacketException e) {
            throw new AssertionError("our own packet is refused", e);
        }
    }

    static void comesBack(PacketParser parser, IncomingPacket packet, int length) {
        Object[] values = packet.arguments().toList().toArray();
        EncodedPacket encoded = packet.type().isEvent()
                ? parser.encodeEvent(packet.namespace(), packet.ackId(), packet.event(), values)
                : parser.encodeAck(packet.namespace(), packet.ackId(), values);
        assertThat(encoded.text().length + encoded.attachments().stream().mapToInt(bytes -> bytes.length).sum())
                .as("bytes made of " + length).isLessThanOrEqualTo(4 * length + 200);
        try {
            IncomingPacket again = parser.decode(encoded);
            assertThat(again.namespace()).isEqualTo(packet.namespace());
            assertThat(again.ackId()).isEqualTo(packet.ackId());
            EncodedPacket twice = packet.type().isEvent()
                    ? parser.encodeEvent(again.namespace(), again.ackId(), again.event(), again.arguments().toList().toArray())
                    : parser.encodeAck(again.namespace(), again.ackId(), again.arguments().toList().toArray());
            assertThat(twice.text()).isEqualTo(encoded.text());
            assertThat(twice.attachments().size()).isEqualTo(encoded.attachments().size());
            for (int i = 0; i < encoded.attachments().size(); i++) {
                assertThat(twice.attachments().get(i)).isEqualTo(encoded.attachments().get(i));
            }
        } catch (InvalidPacketException e) {
            throw new AssertionError("our own packet is refused", e);
        }
    }

    /** Of what is well-formed UTF-8 without byte order mark. */
    private static void scannerAgreesWithJackson(byte[] data) {
        ByteBuf whole = Unpooled.wrappedBuffer(data);
        if (!ByteBufUtil.isText(whole, java.nio.charset.StandardCharsets.UTF_8) || data.length > 0 && (data[0] == (byte) 0xef
                || data[0] == 0 || data.length > 1 && data[1] == 0)) {
            return;
        }
        boolean ours;
        try {
            new JsonScanner(data).value();
            ours = true;
        } catch (InvalidPacketException e) {
            ours = false;
        }
        boolean jacksons;
        try {
            jacksons = !Parsers.STRICT.readTree(data).isMissingNode();
        } catch (IOException e) {
            jacksons = false;
        }
        assertThat(ours).isEqualTo(jacksons);
    }
}
