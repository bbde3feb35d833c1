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

    private final byte[] json;
    private final int[] elements;
    private final String event;
    private List<byte[]> attached = List.of();
    private long weight;

    /**
     * Checks that the payload is valid for the type, as the reference decoder does; an EVENT or ACK without payload is refused
     * as well.
     */
    JsonPacket(PacketHeader header, byte[] json, ArgumentReaders readers) throws InvalidPacketException {
        super(header, readers);
        this.json = json;
        boolean array = header.type().isEvent() || header.type().isAck();
        JsonScanner scanner = new JsonScanner(json,
                header.attachments() == 0 ? null : new Placeholders(header.attachments()));
        this.elements = array ? scanner.elements() : json.length == 0 ? new int[2] : scanner.value();
        this.weight = json.length + (long) Integer.BYTES * elements.length + scanner.decoded();
        this.event = header.type().isEvent() ? readName() : "";
        boolean valid = switch (header.type()) {
            case CONNECT -> json.length == 0 || json[elements[0]] == '{';
            case DISCONNECT -> json.length == 0;
            case CONNECT_ERROR -> json.length > 0 && (json[elements[0]] == '{' || json[elements[0]] == '"');
            case EVENT, BINARY_EVENT -> !ReservedEvents.contains(event);
            case ACK, BINARY_ACK -> header.ackId() != NO_ACK;
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    /** Reads a string or a number. */
    private String readName() throws InvalidPacketException {
        if (elements.length == 0 || "\"-0123456789".indexOf(json[elements[0]]) < 0) {
            throw new InvalidPacketException("invalid payload");
        }
        int start = elements[0];
        int end = elements[1];
        String plain = JsonScanner.plainString(json, start, end);
        try {
            return plain != null ? plain : readers.tree(json, start, end - start).asText();
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

    @Override
    public int payloadBytes() {
        return json.length;
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
        return attached.isEmpty() ? new JsonArguments(json, elements, first, readers)
                : new TreeArguments(elements.length / 2 - first, i -> attachedTree(2 * (first + i)), readers);
    }

    private JsonNode attachedTree(int element) throws IOException {
        int start = elements[element];
        return Placeholders.fill(readers.tree(json, start, elements[element + 1] - start), attached);
    }

    @Override
    <T> T readAuth(ObjectReader reader) throws IOException {
        return reader.readValue(json.length == 0 ? NO_AUTH : json);
    }
}
