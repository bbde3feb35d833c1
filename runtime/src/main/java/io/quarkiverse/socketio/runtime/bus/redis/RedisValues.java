package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * PORT: stores values in Redis, each for a limited time. Calls fail while there is no connection.
 * <p>
 * Thread: any; stages are completed on a thread that must not block.
 */
interface RedisValues {

    CompletionStage<Void> set(String key, String value, Duration time);

    /** Returns a value, cut after so many bytes; {@code null} if there is none. */
    CompletionStage<@Nullable String> get(String key, int maxBytes);

    /** Removes a value. Returns whether there was one: of several callers, one removes it. */
    CompletionStage<Boolean> remove(String key);
}
