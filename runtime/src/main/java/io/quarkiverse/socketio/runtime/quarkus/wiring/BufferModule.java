package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.vertx.core.buffer.Buffer;

/**
 * A Jackson module that reads and writes Vert.x' {@code Buffer} as binary, at any depth. Only for the mapper of packets: the
 * rest of the application may write a buffer as text.
 * <p>
 * Thread: any; immutable.
 */
final class BufferModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    BufferModule() {
        addSerializer(Buffer.class, new JsonSerializer<>() {
            @Override
            public void serialize(Buffer value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                generator.writeBinary(value.getBytes());
            }
        });
        addDeserializer(Buffer.class, new JsonDeserializer<>() {
            @Override
            public Buffer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                // a string is not decoded as base64
                if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
                    return (Buffer) context.handleUnexpectedToken(Buffer.class, parser);
                }
                return Buffer.buffer(parser.getBinaryValue());
            }
        });
    }
}
