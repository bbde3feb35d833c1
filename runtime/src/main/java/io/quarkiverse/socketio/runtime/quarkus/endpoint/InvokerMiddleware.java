package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.quarkus.security.SecurityFailures;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;

/**
 * Calls a bean's {@code @OnHandshake} method as the middleware of a namespace.
 * <p>
 * Thread: any; stateless.
 */
record InvokerMiddleware(ExecutionMode mode, MethodCaller caller) implements Middleware {

    @Override
    public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
        caller.call(call, call.arguments(), result -> answer.accept(null),
                failure -> answer.accept(SecurityFailures.toConnectError(failure)));
    }
}
