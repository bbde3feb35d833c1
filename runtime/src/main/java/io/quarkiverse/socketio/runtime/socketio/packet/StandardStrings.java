package io.quarkiverse.socketio.runtime.socketio.packet;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.util.ClassUtil;

/**
 * Whether an {@link ObjectMapper} writes and reads strings as JSON strings with the same characters, so that the parsers need
 * not ask it for each. An application may have registered its own serialisers and deserialisers for them.
 */
final class StandardStrings {
    private StandardStrings() {
    }

    /** Returns whether it writes them so. */
    static boolean areWritten(ObjectMapper mapper) {
        try {
            return !mapper.isEnabled(SerializationFeature.WRAP_ROOT_VALUE) && ClassUtil.isJacksonStdImpl(
                    mapper.getSerializerProviderInstance().findTypedValueSerializer(String.class, false, null));
        } catch (JsonMappingException e) {
            return false;
        }
    }

    /** Returns whether it reads a JSON string so, as a value of that type, which is String or Object. */
    static boolean areReadAs(Class<?> type, ObjectMapper mapper) {
        try {
            return !mapper.isEnabled(DeserializationFeature.UNWRAP_ROOT_VALUE)
                    && mapper.getDeserializationContext() instanceof DefaultDeserializationContext context
                    && ClassUtil.isJacksonStdImpl(context.createDummyInstance(mapper.getDeserializationConfig())
                            .findRootValueDeserializer(mapper.constructType(type)));
        } catch (JsonMappingException e) {
            return false;
        }
    }
}
