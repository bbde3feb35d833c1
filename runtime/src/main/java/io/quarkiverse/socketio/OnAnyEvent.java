package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that is called for each event of a client, before the {@link OnEvent} method of
 * that event, and also if there is none.
 *
 * <pre>{@code
 * @OnAnyEvent
 * void log(String event, Arguments args) {
 *     Log.debugf("%s %s", event, args.toList());
 * }
 * }</pre>
 *
 * Parameters, in any order: {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity}, {@link Arguments},
 * and a {@code String}, which is the name of the event. The method does not acknowledge the event. Its failure is passed to
 * {@link OnError} methods, or logged.
 * <p>
 * Thread: as {@link SocketIO} describes.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnAnyEvent {
}
