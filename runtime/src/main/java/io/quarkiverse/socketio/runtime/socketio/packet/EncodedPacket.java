package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

/**
 * A packet ready to be sent: encoded once, whoever it goes to.
 *
 * @param text in UTF-8
 * @param attachments the binary messages that follow it
 */
public record EncodedPacket(byte[] text, List<byte[]> attachments) {
}
