package io.quarkiverse.socketio.runtime.engineio.packet;

import io.netty.buffer.ByteBuf;

/**
 * The body of a long-polling response.
 *
 * @param octetStream whether its content type is {@code application/octet-stream} instead of text
 */
public record EncodedPayload(ByteBuf body, boolean octetStream) {
}
