package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes JSON in which each binary value is a placeholder, and collects the values as attachments: whatever Jackson would have
 * written as base64 ({@code byte[]}, {@code ByteBuffer}, binary nodes).
 * <p>
 * Thread: one, for one packet.
 */
final class AttachmentGenerator extends JsonGeneratorDelegate {
    private List<byte[]> attachments = List.of();

    AttachmentGenerator(JsonGenerator json) {
        super(json, false);
    }

    List<byte[]> attachments() {
        return attachments;
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        attach(Arrays.copyOfRange(data, offset, offset + length));
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
        byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
        attach(bytes);
        return bytes.length;
    }

    /**
     * Writes {@code null} for numbers that JSON does not have, as JavaScript does: their name as a text would change the type.
     */
    @Override
    public void writeNumber(double value) throws IOException {
        if (Double.isFinite(value)) {
            super.writeNumber(value);
        } else {
            writeNull();
        }
    }

    @Override
    public void writeNumber(float value) throws IOException {
        if (Float.isFinite(value)) {
            super.writeNumber(value);
        } else {
            writeNull();
        }
    }

    private void attach(byte[] data) throws IOException {
        if (attachments.isEmpty()) {
            attachments = new ArrayList<>(2);
        }
        writeStartObject();
        writeBooleanField("_placeholder", true);
        writeNumberField("num", attachments.size());
        writeEndObject();
        attachments.add(data);
    }
}
