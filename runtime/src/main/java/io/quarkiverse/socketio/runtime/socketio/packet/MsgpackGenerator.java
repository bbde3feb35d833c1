package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.base.GeneratorBase;
import com.fasterxml.jackson.core.json.JsonWriteContext;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;

/**
 * Writes as MessagePack what Jackson serialises, as npm notepack.io reads it: integers as short as they can be, all other numbers
 * as doubles. Serialisers are called as for JSON, so that both parsers write a value alike; only binary values are binary.
 * <p>
 * Thread: one, for one message.
 */
final class MsgpackGenerator extends GeneratorBase {
    private final ObjectMapper mapper;
    private final ByteBuf out;
    /** The starts of the containers that are not closed, by their depth. */
    private int[] starts = new int[8];

    /** @param out on the heap */
    MsgpackGenerator(ObjectMapper mapper, ByteBuf out) {
        super(0, mapper);
        this.mapper = mapper;
        this.out = out;
    }

    @Override
    protected void _verifyValueWrite(String what) throws IOException {
        if (_writeContext.writeValue() == JsonWriteContext.STATUS_EXPECT_NAME) {
            _reportError("Cannot " + what + ", a name is expected");
        }
    }

    @Override
    public void writeStartArray() throws IOException {
        _verifyValueWrite("start an array");
        start(_writeContext.createChildArrayContext());
    }

    @Override
    public void writeEndArray() throws IOException {
        if (!_writeContext.inArray()) {
            _reportError("This is no array but " + _writeContext.typeDesc());
        }
        end(0x90, 0xdc);
    }

    @Override
    public void writeStartObject() throws IOException {
        _verifyValueWrite("start an object");
        start(_writeContext.createChildObjectContext());
    }

    @Override
    public void writeEndObject() throws IOException {
        if (!_writeContext.inObject()) {
            _reportError("This is no object but " + _writeContext.typeDesc());
        }
        end(0x80, 0xde);
    }

    /** Leaves a byte for the head of a container, whose length is known at its end. */
    private void start(JsonWriteContext container) throws IOException {
        int depth = container.getNestingDepth();
        streamWriteConstraints().validateNestingDepth(depth);
        if (depth >= starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[depth] = out.writerIndex();
        out.writeByte(0);
        _writeContext = container;
    }

    /**
     * Writes the head of a container into the byte left for it; a longer head moves the content that follows.
     *
     * @param fixed the format of a head of one byte; {@code format16} that of one with a length of 16 bits
     */
    private void end(int fixed, int format16) {
        int length = _writeContext.getEntryCount();
        int start = starts[_writeContext.getNestingDepth()];
        _writeContext = _writeContext.clearAndGetParent();
        if (length < 0x10) {
            out.setByte(start, fixed | length);
            return;
        }
        int end = out.writerIndex();
        int more = length <= 0xffff ? Short.BYTES : Integer.BYTES;
        out.writeZero(more);
        out.setBytes(start + 1 + more, out, start + 1, end - start - 1); // these may overlap on the heap
        out.writerIndex(start);
        writeLongHead(out, format16, length);
        out.writerIndex(end + more);
    }

    private static void writeHead(ByteBuf out, int format8, int length) {
        if (length <= 0xff) {
            out.writeByte(format8).writeByte(length);
        } else {
            writeLongHead(out, format8 + 1, length);
        }
    }

    private static void writeLongHead(ByteBuf out, int format16, int length) {
        if (length <= 0xffff) {
            out.writeByte(format16).writeShort(length);
        } else {
            out.writeByte(format16 + 1).writeInt(length);
        }
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        if (_writeContext.writeFieldName(name) == JsonWriteContext.STATUS_EXPECT_VALUE) {
            _reportError("A value is expected, not a name");
        }
        writeText(out, name);
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
        if (text == null) {
            writeNull();
            return;
        }
        _verifyValueWrite("write text");
        writeText(out, text);
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    static void writeText(ByteBuf out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length < 0x20) {
            out.writeByte(0xa0 | utf8.length);
        } else {
            writeHead(out, 0xd9, utf8.length);
        }
        out.writeBytes(utf8);
    }

    @Override
    public void writeNumber(int value) throws IOException {
        writeNumber((long) value);
    }

    @Override
    public void writeNumber(long value) throws IOException {
        _verifyValueWrite("write a number");
        writeInteger(out, value);
    }

    static void writeInteger(ByteBuf out, long value) {
        if (value >= 0) {
            if (value < 0x80) {
                out.writeByte((int) value);
            } else if (value <= 0xff) {
                out.writeByte(0xcc).writeByte((int) value);
            } else if (value <= 0xffff) {
                out.writeByte(0xcd).writeShort((int) value);
            } else if (value <= 0xffff_ffffL) {
                out.writeByte(0xce).writeInt((int) value);
            } else {
                out.writeByte(0xcf).writeLong(value);
            }
        } else if (value >= -0x20) {
            out.writeByte((int) value);
        } else if (value >= Byte.MIN_VALUE) {
            out.writeByte(0xd0).writeByte((int) value);
        } else if (value >= Short.MIN_VALUE) {
            out.writeByte(0xd1).writeShort((int) value);
        } else if (value >= Integer.MIN_VALUE) {
            out.writeByte(0xd2).writeInt((int) value);
        } else {
            out.writeByte(0xd3).writeLong(value);
        }
    }

    @Override
    public void writeNumber(BigInteger value) throws IOException {
        if (value.bitLength() < Long.SIZE) {
            writeNumber(value.longValue());
        } else if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
            _verifyValueWrite("write a number");
            out.writeByte(0xcf).writeLong(value.longValue());
        } else {
            writeNumber(value.doubleValue());
        }
    }

    @Override
    public void writeNumber(float value) throws IOException {
        writeNumber((double) value);
    }

    @Override
    public void writeNumber(double value) throws IOException {
        _verifyValueWrite("write a number");
        out.writeByte(0xcb).writeDouble(value);
    }

    @Override
    public void writeNumber(BigDecimal value) throws IOException {
        writeNumber(value.doubleValue());
    }

    @Override
    public void writeNumber(String value) throws IOException {
        writeNumber(new BigDecimal(value));
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        _verifyValueWrite("write a boolean");
        out.writeByte(value ? 0xc3 : 0xc2);
    }

    @Override
    public void writeNull() throws IOException {
        _verifyValueWrite("write null");
        out.writeByte(0xc0);
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        _verifyValueWrite("write binary");
        writeHead(out, 0xc4, length);
        out.writeBytes(data, offset, length);
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
        byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
        writeBinary(variant, bytes, 0, bytes.length);
        return bytes.length;
    }

    /** Writes a value that is JSON already. */
    @Override
    public void writeRawValue(String json) throws IOException {
        try (JsonParser parser = mapper.createParser(json)) {
            parser.nextToken();
            copyCurrentStructure(parser);
        }
    }

    @Override
    public void writeRawUTF8String(byte[] text, int offset, int length) {
        _reportUnsupportedOperation();
    }

    @Override
    public void writeUTF8String(byte[] text, int offset, int length) {
        _reportUnsupportedOperation();
    }

    @Override
    public void writeRaw(String text) {
        _reportUnsupportedOperation();
    }

    @Override
    public void writeRaw(String text, int offset, int length) {
        _reportUnsupportedOperation();
    }

    @Override
    public void writeRaw(char[] text, int offset, int length) {
        _reportUnsupportedOperation();
    }

    @Override
    public void writeRaw(char text) {
        _reportUnsupportedOperation();
    }

    @Override
    public void flush() {
    }

    @Override
    protected void _releaseBuffers() {
    }
}
