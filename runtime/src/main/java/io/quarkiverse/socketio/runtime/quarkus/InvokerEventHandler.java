package io.quarkiverse.socketio.runtime.quarkus;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.socketio.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.Invocation;

/**
 * A bean's method that handles what one socket does.
 * <p>
 * Thread: any; stateless.
 */
final class InvokerEventHandler implements EventHandler {
    private static final Logger LOG = Logger.getLogger(InvokerEventHandler.class);

    private final Endpoint endpoint;
    private final MethodCaller caller;

    InvokerEventHandler(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.caller = new MethodCaller(endpoint.method());
    }

    @Override
    public ExecutionMode mode() {
        return endpoint.method().mode();
    }

    @Override
    public void handle(Invocation call) {
        caller.call(call, call.arguments(), result -> endpoint.method().reply().send(call.ack(), result),
                failure -> LOG.errorf(failure, "%s failed: %s%s in namespace %s, socket %s", endpoint.method().name(),
                        endpoint.kind(), endpoint.event().isEmpty() ? "" : "(\"" + endpoint.event() + "\")",
                        endpoint.namespace(), call.socket().id()));
    }
}
