package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.lang.reflect.Type;

/**
 * A parameter of a handler method; recorded at build time.
 *
 * @param type {@code Invocation} or {@code BroadcastCall} where the invoker takes the value from the call, else the type as which
 *        the next argument of the event is read; not primitive
 * @param required whether the argument must be neither missing nor {@code null}
 */
public record MethodParameter(Type type, boolean required) {
}
