package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.lang.reflect.Type;
import java.util.List;

import jakarta.enterprise.invoke.Invoker;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkus.runtime.RuntimeValue;

/**
 * A handler method and how it is called; recorded at build time.
 *
 * @param name class and method, for messages
 * @param parameters a type for each parameter: {@code Invocation} or {@code BroadcastCall} where the invoker takes the value
 *        from the call, else the type as which the next argument of the event is read
 */
public record BeanMethod(String name, ExecutionMode mode, MethodResult result, List<Type> parameters,
        RuntimeValue<Invoker<Object, Object>> invoker) {
}
