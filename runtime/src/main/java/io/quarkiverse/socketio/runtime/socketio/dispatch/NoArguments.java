package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;

/** The arguments of an invocation that has none. */
enum NoArguments implements TypedArguments {
    INSTANCE;

    @Override
    public int size() {
        return 0;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return TypedArguments.missing(index, type);
    }

    @Override
    public List<@Nullable Object> toList() {
        return List.of();
    }
}
