package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

/**
 * A packet ready to be sent: encoded once, whoever it goes to.
 *
 * @param text in UTF-8; empty where the packet has only binary messages
 * @param attachments the binary messages that follow it
 */
public record EncodedPacket(byte[] text, List<byte[]> attachments) {
    private static final byte[] NO_TEXT = {};

    /** A packet that is one binary message. */
    static EncodedPacket binary(byte[] message) {
        return new EncodedPacket(NO_TEXT, List.of(message));
    }

    /** Bytes of all its messages. */
    public int size() {
        int size = text.length;
        for (byte[] attachment : attachments) {
            size += attachment.length;
        }
        return size;
    }
}
