package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

/**
 * A packet as it is sent: encoded once for all recipients.
 *
 * @param text in UTF-8; empty where the packet has only binary messages
 * @param attachments the binary messages that follow the text
 */
public record EncodedPacket(byte[] text, List<byte[]> attachments) {
    private static final byte[] NO_TEXT = {};

    /** Returns a packet that is one binary message. */
    static EncodedPacket binary(byte[] message) {
        return new EncodedPacket(NO_TEXT, List.of(message));
    }

    /** Returns the bytes of all its messages. */
    public int size() {
        int size = text.length;
        for (byte[] attachment : attachments) {
            size += attachment.length;
        }
        return size;
    }
}
