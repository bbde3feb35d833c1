package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;

/**
 * Calls a bean's method as the handler of a socket's events.
 * <p>
 * Thread: any; stateless.
 */
record InvokerEventHandler(BeanMethod method, MethodCaller caller) implements EventHandler {

    @Override
    public ExecutionMode mode() {
        return method.mode();
    }

    @Override
    public void handle(Invocation call, Outcome outcome) {
        caller.call(call, call.arguments(), result -> {
            method.ackMode().send(call.ack(), result);
            outcome.done();
        }, outcome::failed);
    }

    @Override
    public String name() {
        return method.name();
    }
}
