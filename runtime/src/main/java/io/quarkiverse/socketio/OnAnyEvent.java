package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that is called for each event of a client, before the {@link OnEvent} method of that event, and also where there is
 * none. Parameters: {@link Socket}, {@link Handshake}, {@link Namespace}, {@link Arguments}, and a {@code String}, which is the
 * event's name; in any order. It answers nothing.
 *
 * <pre>{@code
 * @OnAnyEvent
 * void log(String event, Arguments args) {
 *     LOG.debugf("%s %s", event, args.toList());
 * }
 * }</pre>
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnAnyEvent {
}
