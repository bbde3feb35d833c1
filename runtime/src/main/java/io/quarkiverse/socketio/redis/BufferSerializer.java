package io.quarkiverse.socketio.redis;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;

import io.vertx.core.buffer.Buffer;

/**
 * Writes Vert.x' {@code Buffer} as binary, at any depth.
 * <p>
 * Thread: any; stateless.
 */
final class BufferSerializer extends JsonSerializer<Buffer> {

    @Override
    public void serialize(Buffer value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeBinary(value.getBytes());
    }
}
