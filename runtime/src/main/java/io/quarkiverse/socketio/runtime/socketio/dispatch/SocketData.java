package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.type.TypeFactory;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedValues;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;

/**
 * The values that the application keeps with a socket. Those of a recovered session are plain ones until the application asks
 * for them as a type: then the object of that type replaces the plain value, so that the map has again what was once put into
 * it. Runs an action when one of its own methods changes it; changes inside of the values, and those through its views, are not
 * noticed.
 * <p>
 * Thread: any.
 */
public final class SocketData extends ConcurrentHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    /** The values of a recovered session: encoded, and as plain values. */
    public record Recovered(EncodedValues encoded, Map<String, Object> plain) {
        /**
         * Reads the values of a session.
         *
         * @throws SocketIOException if they cannot be read
         */
        public static Recovered of(PacketParser parser, byte[] encoded) {
            EncodedValues values = new EncodedValues(parser, encoded);
            Map<String, Object> plain = new HashMap<>(values.plain());
            plain.values().removeIf(Objects::isNull);
            return new Recovered(values, plain);
        }
    }

    /** {@code null} for a new session. */
    private final transient @Nullable Recovered recovered;
    private final transient Runnable onChange;

    public SocketData(@Nullable Recovered recovered, Runnable onChange) {
        super(2);
        this.recovered = recovered;
        this.onChange = onChange;
        if (recovered != null) {
            super.putAll(recovered.plain);
        }
    }

    /**
     * Returns a value as a type: what the application has put into the map, or what a recovered session has for the key, read
     * as that type.
     *
     * @return as {@link TypedArguments#missing} if there is none
     * @throws SocketIOException if the value is not of that type, or cannot be read as it
     */
    public @Nullable Object read(String key, Type type) {
        Objects.requireNonNull(type, "The type must not be null");
        Class<?> raw = MethodType.methodType(TypeFactory.rawClass(type)).wrap().returnType();
        Object value = get(key);
        if (recovered != null && value != null && value == recovered.plain.get(key)
                && !(type instanceof Class && raw.isInstance(value))) {
            value = replacePlain(recovered.encoded, key, value, type);
        }
        if (value == null) {
            return TypedArguments.missing(0, type);
        }
        if (!raw.isInstance(value)) {
            throw new SocketIOException("data(\"" + key + "\") is of type " + value.getClass().getTypeName()
                    + " and cannot be read as " + type.getTypeName()
                    + ": ask for the type that was stored, or store one of the type that is asked for");
        }
        return value;
    }

    /** Returns the value of that type, or what another thread has put into the map meanwhile. This is no change. */
    private @Nullable Object replacePlain(EncodedValues encoded, String key, Object plain, Type type) {
        Object typed = encoded.read(key, type);
        return super.compute(key, (same, present) -> present == plain && typed != null ? typed : present);
    }

    private static <T> T named(@Nullable T key) {
        return Objects.requireNonNull(key, "A key of data() must not be null");
    }

    private static Object checked(@Nullable String key, @Nullable Object value) {
        String name = named(key);
        return Objects.requireNonNull(value,
                () -> "data(\"" + name + "\") must not be null; to have no value, remove the key");
    }

    private <T> T changed(T result) {
        onChange.run();
        return result;
    }

    @Override
    public @Nullable Object get(Object key) {
        return super.get(named(key));
    }

    @Override
    public Object put(String key, Object value) {
        return changed(super.put(key, checked(key, value)));
    }

    @Override
    public void putAll(Map<? extends String, ?> values) {
        values.forEach(SocketData::checked);
        super.putAll(values);
        onChange.run();
    }

    @Override
    public Object putIfAbsent(String key, Object value) {
        return changed(super.putIfAbsent(key, checked(key, value)));
    }

    @Override
    public Object remove(Object key) {
        return changed(super.remove(named(key)));
    }

    @Override
    public boolean remove(Object key, Object value) {
        return changed(super.remove(key, value));
    }

    @Override
    public Object replace(String key, Object value) {
        return changed(super.replace(key, checked(key, value)));
    }

    @Override
    public boolean replace(String key, Object before, Object after) {
        return changed(super.replace(key, before, checked(key, after)));
    }

    @Override
    public void replaceAll(BiFunction<? super String, ? super Object, ?> function) {
        super.replaceAll(function);
        onChange.run();
    }

    @Override
    public Object computeIfAbsent(String key, Function<? super String, ?> function) {
        return changed(super.computeIfAbsent(named(key), function));
    }

    @Override
    public Object computeIfPresent(String key, BiFunction<? super String, ? super Object, ?> function) {
        return changed(super.computeIfPresent(named(key), function));
    }

    @Override
    public Object compute(String key, BiFunction<? super String, ? super Object, ?> function) {
        return changed(super.compute(named(key), function));
    }

    @Override
    public Object merge(String key, Object value, BiFunction<? super Object, ? super Object, ?> function) {
        return changed(super.merge(key, checked(key, value), function));
    }

    @Override
    public void clear() {
        super.clear();
        onChange.run();
    }
}
