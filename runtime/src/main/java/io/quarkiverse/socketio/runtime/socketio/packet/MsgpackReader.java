package io.quarkiverse.socketio.runtime.socketio.packet;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Reads MessagePack to a tree, as npm notepack.io and @msgpack/msgpack write it. Besides the types of the specification the
 * former has three of its own, of extension type 0, which differ by the format of their head and not only by type and length:
 * {@code undefined} (fixext 1), {@code Date} (fixext 8) and {@code ArrayBuffer} (ext 8, 16, 32). They become what JSON makes of
 * them: nothing, ISO text, and, as with attachments, binary. So do timestamps (extension type -1). Nothing is allocated by a
 * declared length before the bytes are there.
 * <p>
 * Thread: one, for one message.
 */
final class MsgpackReader {
    static final int MAX_DEPTH = 1000;
    private static final int MAX_NAME = 50_000;
    /** The extension type of the specification. */
    private static final int TIMESTAMP = -1;
    /** The largest distance of a JavaScript date from 1970, in milliseconds. */
    private static final long MAX_DATE = 8_640_000_000_000_000L;
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ByteBuf in;
    /** Whether the content of arrays, maps and binary values is kept; else it is checked alike, and they are left empty. */
    private final boolean keeping;
    private int depth;
    private long decoded;

    private MsgpackReader(ByteBuf in, boolean keeping) {
        this.in = in;
        this.keeping = keeping;
    }

    /** Reads all bytes as one value; {@code null} where it is {@code undefined}. */
    static @Nullable JsonNode read(ByteBuf in) throws InvalidPacketException {
        MsgpackReader reader = new MsgpackReader(in, true);
        JsonNode value;
        try {
            value = reader.value();
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidPacketException("message cut short");
        }
        reader.end();
        return value;
    }

    /** Returns a reader that checks values and keeps nothing that takes more than their bytes. */
    static MsgpackReader checking(ByteBuf in) {
        return new MsgpackReader(in, false);
    }

    void end() throws InvalidPacketException {
        if (in.isReadable()) {
            throw new InvalidPacketException("trailing bytes");
        }
    }

    /** Returns about the bytes of the heap that all that was read takes when it is kept. */
    long decoded() {
        return decoded;
    }

    /** Returns the start of the next value. */
    int position() {
        return in.readerIndex();
    }

    /**
     * Reads the head of the map that is the message, and returns the number of its entries, a {@link #name} and a
     * {@link #value} each; -1, and nothing is read, if it is something else.
     */
    int mapLength() throws InvalidPacketException {
        return containerLength(0x80, 0xde);
    }

    /** As {@link #mapLength} for an array right in that map: returns the number of its values. */
    int arrayLength() throws InvalidPacketException {
        return containerLength(0x90, 0xdc);
    }

    private int containerLength(int fixed, int format16) throws InvalidPacketException {
        int head = in.getUnsignedByte(in.readerIndex());
        boolean isFixed = (head & 0xf0) == fixed;
        if (!isFixed && head != format16 && head != format16 + 1) {
            return -1;
        }
        in.skipBytes(1);
        enter();
        return isFixed ? head & 0x0f : length(head - format16 + 1);
    }

    /** Reads the next value; {@code null} where it is {@code undefined}. */
    @Nullable
    JsonNode value() throws InvalidPacketException {
        decoded += HeapEstimates.VALUE;
        int head = in.readUnsignedByte();
        if (head < 0x80 || head >= 0xe0) {
            return NODES.numberNode((int) (byte) head);
        } else if (head < 0x90) {
            return map(head & 0x0f);
        } else if (head < 0xa0) {
            return array(head & 0x0f);
        } else if (head < 0xc0) {
            return NODES.textNode(text(head & 0x1f));
        }
        return switch (head) {
            case 0xc0 -> NODES.nullNode();
            case 0xc2 -> NODES.booleanNode(false);
            case 0xc3 -> NODES.booleanNode(true);
            case 0xc4, 0xc5, 0xc6 -> binary(length(head - 0xc4));
            case 0xc7, 0xc8, 0xc9 -> extension(head, length(head - 0xc7));
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(head, 0);
            case 0xd9, 0xda, 0xdb -> NODES.textNode(text(length(head - 0xd9)));
            case 0xdc, 0xdd -> array(length(head - 0xdb));
            case 0xde, 0xdf -> map(length(head - 0xdd));
            default -> number(head);
        };
    }

    private JsonNode number(int head) throws InvalidPacketException {
        return switch (head) {
            case 0xca -> NODES.numberNode((double) in.readFloat());
            case 0xcb -> NODES.numberNode(in.readDouble());
            case 0xcc -> NODES.numberNode((int) in.readUnsignedByte());
            case 0xcd -> NODES.numberNode(in.readUnsignedShort());
            case 0xce -> integer(in.readUnsignedInt());
            case 0xcf -> unsigned(in.readLong());
            case 0xd0 -> NODES.numberNode((int) in.readByte());
            case 0xd1 -> NODES.numberNode((int) in.readShort());
            case 0xd2 -> NODES.numberNode(in.readInt());
            case 0xd3 -> integer(in.readLong());
            default -> throw new InvalidPacketException("unknown format " + head);
        };
    }

    /** Returns the smallest type of node that fits, as JSON's integers are read. */
    private static JsonNode integer(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static JsonNode unsigned(long value) {
        return value >= 0 ? integer(value) : NODES.numberNode(new BigInteger(Long.toUnsignedString(value)));
    }

    /** Reads a length of one, two or four bytes. */
    private int length(int log2) throws InvalidPacketException {
        long length = log2 == 0 ? in.readUnsignedByte() : log2 == 1 ? in.readUnsignedShort() : in.readUnsignedInt();
        // an element takes a byte at least, so this holds for arrays and maps as well
        if (length > in.readableBytes()) {
            throw new InvalidPacketException("message cut short");
        }
        return (int) length;
    }

    private byte[] bytes(int length) throws InvalidPacketException {
        if (length > in.readableBytes()) {
            throw new InvalidPacketException("message cut short");
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    private JsonNode binary(int length) throws InvalidPacketException {
        if (keeping) {
            return NODES.binaryNode(bytes(length));
        }
        in.skipBytes(length);
        return NODES.binaryNode(new byte[0]);
    }

    private String text(int length) throws InvalidPacketException {
        decoded += HeapEstimates.TEXT;
        byte[] bytes = bytes(length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && !ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8)) {
            throw new InvalidPacketException("text is not UTF-8");
        }
        return text;
    }

    /** Reads an extension from its type on; {@code length} is that of the formats whose head contains one. */
    private @Nullable JsonNode extension(int head, int length) throws InvalidPacketException {
        byte type = in.readByte();
        if (type == TIMESTAMP && keeping) { // of a server: packets of clients, which have none, are checked first
            return timestamp(head, length);
        } else if (type != 0) {
            throw new InvalidPacketException("unknown extension type " + type);
        }
        return extensionOfNotepack(head, length);
    }

    private JsonNode timestamp(int head, int length) throws InvalidPacketException {
        if (head == 0xd6) {
            return date(in.readUnsignedInt() * 1000);
        } else if (head == 0xd7) {
            long value = in.readLong();
            return date((value & 0x3_ffff_ffffL) * 1000 + (value >>> 34) / 1_000_000);
        } else if (head == 0xc7 && length == 12) {
            long millis = in.readUnsignedInt() / 1_000_000;
            long seconds = in.readLong();
            return date(seconds > MAX_DATE || seconds < -MAX_DATE ? Long.MAX_VALUE : seconds * 1000 + millis);
        }
        throw new InvalidPacketException("unknown timestamp");
    }

    private @Nullable JsonNode extensionOfNotepack(int head, int length) throws InvalidPacketException {
        return switch (head) {
            case 0xc7, 0xc8, 0xc9 -> binary(length);
            case 0xd4 -> {
                in.skipBytes(1);
                yield null;
            }
            case 0xd7 -> date(in.readLong());
            default -> throw new InvalidPacketException("unknown extension");
        };
    }

    private static JsonNode date(long millis) throws InvalidPacketException {
        if (millis > MAX_DATE || millis < -MAX_DATE) {
            throw new InvalidPacketException("date out of range");
        }
        return NODES.textNode(ISO.format(Instant.ofEpochMilli(millis)));
    }

    private void enter() throws InvalidPacketException {
        if (++depth > MAX_DEPTH) {
            throw new InvalidPacketException("nested too deep");
        }
    }

    private ArrayNode array(int length) throws InvalidPacketException {
        enter();
        decoded += HeapEstimates.ARRAY;
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < length; i++) {
            JsonNode value = value();
            if (keeping) {
                array.add(value);
            }
        }
        depth--;
        return array;
    }

    private ObjectNode map(int length) throws InvalidPacketException {
        enter();
        decoded += HeapEstimates.OBJECT;
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < length; i++) {
            String name = name();
            JsonNode value = value();
            if (keeping && value != null) {
                map.set(name, value);
            }
        }
        depth--;
        return map;
    }

    /** Reads the name of an entry of a map. */
    String name() throws InvalidPacketException {
        decoded += HeapEstimates.ENTRY;
        JsonNode name = value();
        if (name == null || !name.isTextual() && !name.isIntegralNumber() || name.asText().length() > MAX_NAME) {
            throw new InvalidPacketException("a key that is no name");
        }
        return name.asText();
    }
}
