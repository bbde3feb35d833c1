package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/** Fuzzes the messages of Redis' pub/sub. The first byte is the kind of the channel: {@code b}, {@code q} or {@code r}. */
class ClassicMessagesFuzzTest extends CoverageGuided {
    /** Apart, to be loaded after jazzer's agent: it takes long over each class that is there before. */
    private static final class Parsers {
        static final ClassicMessages JSON = messages(new JsonPacketParser(new ObjectMapper(), 10));
        static final ClassicMessages MSGPACK = messages(new MsgpackPacketParser(new ObjectMapper()));

        private static ClassicMessages messages(PacketParser parser) {
            return new ClassicMessages(new NodePackets(parser));
        }
    }

    @FuzzTest
    void decode(byte[] data) {
        ran();
        if (data.length == 0) {
            return;
        }
        byte[] message = Arrays.copyOfRange(data, 1, data.length);
        for (ClassicMessages messages : new ClassicMessages[] { Parsers.JSON, Parsers.MSGPACK }) {
            Allocation.assertSmall(() -> decode(messages, data[0], message));
            ClusterMessage decoded = decode(messages, data[0], message);
            if (decoded != null) {
                comesBack(messages, decoded);
            }
        }
    }

    /** Returns {@code null} for what is refused, too. */
    private static ClusterMessage decode(ClassicMessages messages, byte channel, byte[] message) {
        try {
            return decodeValid(messages, channel, message);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ClusterMessage decodeValid(ClassicMessages messages, byte channel, byte[] message) {
        switch (channel) {
            case 'b' -> {
                ClassicMessages.isSentFrom("0123456789", message);
                ChannelFormat.Received received = messages.decodeBroadcast("/", message);
                return received == null ? null : received.message();
            }
            case 'q' -> {
                return messages.decodeRequest("/", message).message();
            }
            default -> {
                return messages.decodeResponse("/", message);
            }
        }
    }

    private static void comesBack(ClassicMessages messages, ClusterMessage message) {
        ClusterMessage again;
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            again = messages.decodeBroadcast("/", messages.encodeBroadcast("0123456789abcdef", broadcast)).message();
        } else if (message instanceof ClusterMessage.FetchedSockets) {
            return; // is written as the request wants it
        } else if (message instanceof ClusterMessage.Response<?> response) {
            again = messages.decodeResponse("/", messages.encodeResponse(response));
        } else {
            again = messages.decodeRequest("/", messages.encodeRequest("0123456789abcdef", message)).message();
        }
        assertThat(again).hasSameClassAs(message);
    }
}
