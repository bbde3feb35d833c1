package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.UnreadableArgumentException;

/**
 * Jackson's readers, one for each type that handlers declare.
 * <p>
 * Thread: any.
 */
final class ArgumentReaders {
    private final ObjectMapper mapper;
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final boolean standardStrings;
    private final boolean standardObjects;

    ArgumentReaders(ObjectMapper mapper) {
        this.mapper = mapper;
        this.standardStrings = StandardStrings.areReadAs(String.class, mapper);
        this.standardObjects = standardStrings && StandardStrings.areReadAs(Object.class, mapper);
    }

    /** Returns whether Jackson reads a JSON string as the same characters, if the handler declares that type. */
    boolean readsStringsAs(Type type) {
        return type == String.class && standardStrings || type == Object.class && standardObjects;
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

    static SocketIOException notBinary(Arguments arguments, int index) {
        return new UnreadableArgumentException(arguments, index,
                "Argument " + index + " cannot be read as byte[]: it is not binary", null);
    }

    /** Returns the failure to read an argument: of the client that sent it, or of the application whose type is unsuitable. */
    static SocketIOException unreadable(Arguments arguments, int index, Type type, IOException cause) {
        String message = "Argument " + index + " cannot be read as " + type.getTypeName() + ": " + cause.getMessage();
        return cause instanceof InvalidDefinitionException
                ? new SocketIOException(message + ". No client can send this type: choose another one, or tell Jackson how to"
                        + " read it", cause)
                : new UnreadableArgumentException(arguments, index, message, cause);
    }
}
