package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * Fuzzes the messages of Redis' sharded pub/sub and streams. Input that begins with {@code uid=} is an entry of a stream: lines
 * of field and value.
 */
class NodeMessagesFuzzTest extends CoverageGuided {
    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Parsers {
        static final NodeMessages JSON = messages(new JsonPacketParser(new ObjectMapper(), 10));
        static final NodeMessages MSGPACK = messages(new MsgpackPacketParser(new ObjectMapper()));

        private static NodeMessages messages(PacketParser parser) {
            return new NodeMessages(new NodePackets(parser));
        }
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        for (NodeMessages messages : new NodeMessages[] { Parsers.JSON, Parsers.MSGPACK }) {
            Allocation.assertSmall(() -> decode(messages, data));
            ClusterMessage message = decode(messages, data);
            if (message != null) {
                NodeMessage node = messages.toNode("0123456789abcdef", message);
                same(message, messages.fromNode(NodeMessageCodec.decode(NodeMessageCodec.encode(node))));
                same(message, messages.fromNode(NodeMessageCodec.decode(NodeMessageCodec.encodeMessagePack(node))));
                same(message, messages.fromNode(NodeMessageCodec.decodeEntry(NodeMessageCodec.encodeEntry(node))));
            }
        }
    }

    /** Returns {@code null} for what is refused, too. */
    private static ClusterMessage decode(NodeMessages messages, byte[] data) {
        try {
            return messages.fromNode(decoded(data));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static NodeMessage decoded(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("uid=")) {
            return NodeMessageCodec.decode(data);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            int equal = line.indexOf('=');
            fields.put(line.substring(0, Math.max(0, equal)), line.substring(equal + 1));
        }
        return NodeMessageCodec.decodeEntry(fields);
    }

    private static void same(ClusterMessage message, ClusterMessage again) {
        assertThat(again).hasSameClassAs(message);
        assertThat(again.namespace()).isEqualTo(message.namespace());
    }
}
