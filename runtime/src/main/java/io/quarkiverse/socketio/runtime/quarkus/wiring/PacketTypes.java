package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A Jackson module that reads and writes Vert.x' {@code Buffer} as binary, {@code JsonObject} and {@code JsonArray} as what they
 * contain, and writes {@link Arguments} as an array and {@link Handshake} as the object that it is in Node, at any depth. Only for the mapper of packets: the rest of the application
 * may write a buffer as text.
 * <p>
 * Thread: any; immutable.
 */
final class PacketTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** Returns what is written instead of a value. */
    private interface Content<T> {
        Object of(T value);
    }

    /** Returns the value that is read from its content. */
    private interface Value<C, T> {
        T of(C content);
    }

    PacketTypes() {
        write(Arguments.class, Arguments::toList);
        write(HandshakeImpl.class, HandshakeImpl::values);
        write(JsonObject.class, JsonObject::getMap);
        write(JsonArray.class, JsonArray::getList);
        read(JsonObject.class, Map.class, JsonObject::new);
        read(JsonArray.class, List.class, JsonArray::new);
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

    private <T> void write(Class<T> type, Content<T> content) {
        addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                provider.defaultSerializeValue(content.of(value), generator);
            }
        });
    }

    private <C, T> void read(Class<T> type, Class<C> content, Value<C, T> value) {
        addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return value.of(context.readValue(parser, content));
            }
        });
    }
}
