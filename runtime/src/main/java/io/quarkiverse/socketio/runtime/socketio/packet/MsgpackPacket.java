package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.netty.buffer.Unpooled;

/**
 * A packet that {@link MsgpackPacketParser} decoded: its header, and its data, which was checked and is read when it is asked
 * for.
 * <p>
 * Thread: any; immutable.
 */
final class MsgpackPacket extends DecodedPacket {
    private final MsgpackData data;
    private final String event;

    MsgpackPacket(PacketHeader header, MsgpackData data, ArgumentReaders readers) throws InvalidPacketException {
        super(header, readers);
        this.data = data;
        JsonNode kind = data.kind();
        boolean valid = switch (header.type()) {
            case CONNECT -> kind == null || kind.isObject();
            case DISCONNECT -> kind == null;
            case CONNECT_ERROR -> kind != null && (kind.isObject() || kind.isTextual());
            case ACK -> kind != null && kind.isArray() && header.ackId() != NO_ACK;
            default -> kind != null && kind.isArray() && isEventName(data.first());
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
        JsonNode name = data.first();
        this.event = header.type().isEvent() && name != null ? name.asText() : "";
    }

    private static boolean isEventName(@Nullable JsonNode name) {
        return name != null && (name.isNumber()
                || name.isTextual() && !ReservedEvents.contains(name.textValue()));
    }

    @Override
    public void attach(List<byte[]> attachments) {
        throw new IllegalStateException("[BUG] a MessagePack packet has no attachments");
    }

    @Override
    public int payloadBytes() {
        return data.bytes().length;
    }

    @Override
    public long weight() {
        return data.weight();
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    TypedArguments arguments(int first) {
        int[] elements = data.elements();
        return new TreeArguments(elements.length - 1 - first, i -> read(elements[first + i], elements[first + i + 1]), readers);
    }

    @Override
    <T> T readAuth(ObjectReader reader) throws IOException {
        JsonNode auth = data.kind() == null ? null : read(0, data.bytes().length);
        return reader.readValue(auth == null ? JsonNodeFactory.instance.objectNode() : auth);
    }

    /** Reads a value of the data, which was checked; {@code null} where it is {@code undefined}. */
    private @Nullable JsonNode read(int start, int end) {
        try {
            return MsgpackReader.read(Unpooled.wrappedBuffer(data.bytes(), start, end - start));
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was checked cannot be read", e);
        }
    }
}
