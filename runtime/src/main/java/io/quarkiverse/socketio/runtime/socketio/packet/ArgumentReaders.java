package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.quarkiverse.socketio.SocketIOException;

/**
 * Jackson's readers, one for each type that handlers declare.
 * <p>
 * Thread: any.
 */
final class ArgumentReaders {
    private final ObjectMapper mapper;
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    ArgumentReaders(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ObjectReader of(Type type) {
        ObjectReader reader = readers.get(type);
        return reader != null ? reader : readers.computeIfAbsent(type, this::make);
    }

    private ObjectReader make(Type type) {
        return mapper.readerFor(mapper.constructType(type == TreeNode.class ? JsonNode.class : type));
    }

    JsonNode tree(byte[] json, int start, int length) throws IOException {
        return mapper.readTree(json, start, length);
    }

    static SocketIOException notBinary(int index) {
        return new SocketIOException("Argument " + index + " cannot be read as byte[]: it is not binary");
    }

    static SocketIOException unreadable(int index, Type type, IOException cause) {
        return new SocketIOException(
                "Argument " + index + " cannot be read as " + type.getTypeName() + ": " + cause.getMessage(), cause);
    }
}
