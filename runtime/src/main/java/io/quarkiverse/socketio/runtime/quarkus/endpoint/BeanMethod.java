package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.lang.reflect.Type;
import java.util.List;

import jakarta.enterprise.invoke.Invoker;

import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkus.runtime.RuntimeValue;

/**
 * A handler method as the build found it; recorded.
 *
 * @param name class and method, for texts
 * @param parameters what the invoker takes at each position: the class of the call itself, from which it takes what it needs,
 *        or else the type as which the next argument of the event is read
 */
public record BeanMethod(String name, ExecutionMode mode, AckMode reply, List<Type> parameters,
        RuntimeValue<Invoker<Object, Object>> invoker) {
}
