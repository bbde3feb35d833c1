package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Reads and writes values as MessagePack, for other servers.
 * <p>
 * Thread: any; stateless.
 */
public final class MessagePack {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MessagePack() {
    }

    /** Writes a value with binary nodes in their places. */
    public static byte[] write(JsonNode value) {
        ByteBuf out = Unpooled.buffer(128);
        try (MsgpackGenerator generator = new MsgpackGenerator(MAPPER, out)) {
            MAPPER.writeValue(generator, value);
        } catch (IOException e) {
            throw new IllegalStateException("[BUG] a tree cannot be written to memory", e);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** Reads all bytes as one value; {@code null} where it is {@code undefined}. */
    public static @Nullable JsonNode read(byte[] bytes) throws InvalidPacketException {
        return MsgpackReader.read(Unpooled.wrappedBuffer(bytes));
    }
}
