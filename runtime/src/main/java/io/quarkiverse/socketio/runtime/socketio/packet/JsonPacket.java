package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * A packet that {@link JsonPacketParser} decoded: its header, and its JSON, which was checked, as were the placeholders of
 * attachments, and is read when it is asked for.
 * <p>
 * Thread: that of the session until its attachments are added; then immutable.
 */
final class JsonPacket extends DecodedPacket {
    private static final byte[] NO_AUTH = { '{', '}' };

    private final byte[] bytes;
    private final int start;
    private final int[] elements;
    private final String event;
    private List<byte[]> attached = List.of();
    private long weight;

    /**
     * Checks that the payload is valid for the type, as the reference decoder does; an EVENT or ACK without payload is refused
     * as well.
     *
     * @param bytes the packet's own, which never change; the JSON is all from {@code start} on
     */
    JsonPacket(PacketHeader header, byte[] bytes, int start, ArgumentReaders readers) throws InvalidPacketException {
        super(header, readers);
        this.bytes = bytes;
        this.start = start;
        boolean array = header.type().isEvent() || header.type().isAck();
        JsonScanner scanner = new JsonScanner(bytes, start,
                header.attachments() == 0 ? null : new Placeholders(header.attachments()));
        this.elements = array ? scanner.elements() : isEmpty() ? new int[2] : scanner.value();
        this.weight = bytes.length + (long) Integer.BYTES * elements.length + scanner.decoded();
        this.event = header.type().isEvent() ? readName() : "";
        boolean valid = switch (header.type()) {
            case CONNECT -> isEmpty() || bytes[elements[0]] == '{';
            case DISCONNECT -> isEmpty();
            case CONNECT_ERROR -> !isEmpty() && (bytes[elements[0]] == '{' || bytes[elements[0]] == '"');
            case EVENT, BINARY_EVENT -> !ReservedEvents.contains(event);
            case ACK, BINARY_ACK -> header.ackId() != NO_ACK;
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    /** Reads a string or a number. */
    private String readName() throws InvalidPacketException {
        if (elements.length == 0 || "\"-0123456789".indexOf(bytes[elements[0]]) < 0) {
            throw new InvalidPacketException("invalid payload");
        }
        int from = elements[0];
        int to = elements[1];
        String plain = JsonScanner.plainString(bytes, from, to);
        try {
            return plain != null ? plain : readers.tree(bytes, from, to - from).asText();
        } catch (IOException e) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    @Override
    public void attach(List<byte[]> parts) {
        attached = parts;
        for (byte[] part : parts) {
            weight += part.length;
        }
    }

    private boolean isEmpty() {
        return start == bytes.length;
    }

    @Override
    public int payloadBytes() {
        return bytes.length - start;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    TypedArguments arguments(int first) {
        return attached.isEmpty() ? new JsonArguments(bytes, start, elements, first, readers)
                : new TreeArguments(elements.length / 2 - first, i -> attachedTree(2 * (first + i)), readers);
    }

    private JsonNode attachedTree(int element) throws IOException {
        int from = elements[element];
        return Placeholders.fill(readers.tree(bytes, from, elements[element + 1] - from), attached);
    }

    @Override
    <T> T readAuth(ObjectReader reader) throws IOException {
        return isEmpty() ? reader.readValue(NO_AUTH) : reader.readValue(bytes, start, bytes.length - start);
    }
}
