package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.base.GeneratorBase;
import com.fasterxml.jackson.core.json.JsonWriteContext;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;

/**
 * Writes as MessagePack what Jackson serialises. Values see the same as with JSON, so that both parsers write them alike; only
 * binary values are binary.
 * <p>
 * Thread: one, for one message.
 */
final class MsgpackGenerator extends GeneratorBase {
    private final ObjectMapper mapper;
    private final MsgpackWriter writer;
    /** The starts of the containers that are not closed, by their depth. */
    private int[] starts = new int[8];

    /** @param out on the heap */
    MsgpackGenerator(ObjectMapper mapper, ByteBuf out) {
        super(0, mapper);
        this.mapper = mapper;
        this.writer = new MsgpackWriter(out);
    }

    @Override
    protected void _verifyValueWrite(String what) throws IOException {
        if (_writeContext.writeValue() == JsonWriteContext.STATUS_EXPECT_NAME) {
            _reportError("Cannot " + what + ", a name is expected");
        }
    }

    private void begin(JsonWriteContext child) throws IOException {
        streamWriteConstraints().validateNestingDepth(child.getNestingDepth());
        if (child.getNestingDepth() >= starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[child.getNestingDepth()] = writer.begin();
        _writeContext = child;
    }

    private int endedStart() {
        int start = starts[_writeContext.getNestingDepth()];
        _writeContext = _writeContext.clearAndGetParent();
        return start;
    }

    @Override
    public void writeStartArray() throws IOException {
        _verifyValueWrite("start an array");
        begin(_writeContext.createChildArrayContext());
    }

    @Override
    public void writeEndArray() throws IOException {
        if (!_writeContext.inArray()) {
            _reportError("This is no array but " + _writeContext.typeDesc());
        }
        int length = _writeContext.getEntryCount();
        writer.endArray(endedStart(), length);
    }

    @Override
    public void writeStartObject() throws IOException {
        _verifyValueWrite("start an object");
        begin(_writeContext.createChildObjectContext());
    }

    @Override
    public void writeEndObject() throws IOException {
        if (!_writeContext.inObject()) {
            _reportError("This is no object but " + _writeContext.typeDesc());
        }
        int length = _writeContext.getEntryCount();
        writer.endMap(endedStart(), length);
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        if (_writeContext.writeFieldName(name) == JsonWriteContext.STATUS_EXPECT_VALUE) {
            _reportError("A value is expected, not a name");
        }
        writer.text(name);
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
        if (text == null) {
            writeNull();
            return;
        }
        _verifyValueWrite("write text");
        writer.text(text);
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    @Override
    public void writeNumber(int value) throws IOException {
        writeNumber((long) value);
    }

    @Override
    public void writeNumber(long value) throws IOException {
        _verifyValueWrite("write a number");
        writer.integer(value);
    }

    @Override
    public void writeNumber(BigInteger value) throws IOException {
        _verifyValueWrite("write a number");
        writer.integer(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        writeNumber((double) value);
    }

    @Override
    public void writeNumber(double value) throws IOException {
        _verifyValueWrite("write a number");
        writer.real(value);
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
        writer.bool(value);
    }

    @Override
    public void writeNull() throws IOException {
        _verifyValueWrite("write null");
        writer.nothing();
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        _verifyValueWrite("write binary");
        writer.binary(data, offset, length);
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
