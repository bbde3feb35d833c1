package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The header fields of an HTTP response that is about to be sent. Names are not case-sensitive.
 *
 * <pre>{@code
 * engine.onInitialHeaders((headers, request) -> headers.add("set-cookie", "visited=yes; Path=/"));
 * }</pre>
 *
 * Thread: the one that calls the listener, and only during that call.
 */
public interface ResponseHeaders {

    /**
     * Returns the first value of a field.
     *
     * @param name the name
     * @return the value, or {@code null} if there is no such field
     */
    @Nullable
    String get(String name);

    /**
     * Sets a field, and removes all other values of it.
     *
     * @param name the name
     * @param value the value
     * @return these header fields
     */
    ResponseHeaders set(String name, String value);

    /**
     * Adds a value to those that a field has, as {@code Set-Cookie} and {@code Vary} need it.
     *
     * @param name the name
     * @param value the value
     * @return these header fields
     */
    ResponseHeaders add(String name, String value);

    /**
     * Removes all values of a field.
     *
     * @param name the name
     * @return these header fields
     */
    ResponseHeaders remove(String name);
}
