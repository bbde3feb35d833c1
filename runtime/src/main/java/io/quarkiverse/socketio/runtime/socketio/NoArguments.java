package io.quarkiverse.socketio.runtime.socketio;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;

/** The arguments of what has none. */
enum NoArguments implements Arguments {
    INSTANCE;

    @Override
    public int size() {
        return 0;
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        return null;
    }

    @Override
    public List<@Nullable Object> toList() {
        return List.of();
    }
}
