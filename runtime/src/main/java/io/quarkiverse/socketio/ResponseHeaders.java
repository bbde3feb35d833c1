package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The header fields of an answer that is about to be sent; names are not case-sensitive.
 * <p>
 * Thread: only within the call that was given them.
 */
public interface ResponseHeaders {

    /** The first value, or {@code null}. */
    @Nullable
    String get(String name);

    /** Replaces all values. */
    ResponseHeaders set(String name, String value);

    /** Adds a value to those that are there, as {@code Set-Cookie} and {@code Vary} need it. */
    ResponseHeaders add(String name, String value);

    ResponseHeaders remove(String name);
}
