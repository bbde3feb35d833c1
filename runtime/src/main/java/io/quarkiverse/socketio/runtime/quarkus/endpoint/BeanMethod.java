package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.List;

import jakarta.enterprise.invoke.Invoker;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkus.runtime.RuntimeValue;

/**
 * A handler method and how it is called; recorded at build time.
 *
 * @param name class and method, for messages
 * @param parameters one for each of the method
 */
public record BeanMethod(String name, ExecutionMode mode, MethodResult result, List<MethodParameter> parameters,
        RuntimeValue<Invoker<Object, Object>> invoker) {
}
