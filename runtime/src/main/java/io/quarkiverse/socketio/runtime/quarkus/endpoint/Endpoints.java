package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.quarkus.context.SocketContext;
import io.quarkiverse.socketio.runtime.quarkus.security.SecurityFailures;
import io.quarkiverse.socketio.runtime.quarkus.security.SocketSecurity;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;

/**
 * The endpoints that the build found in the application, and their registration with the server. Thread: any; immutable.
 *
 * @param namespaces the namespaces of all {@code @SocketIO} beans, also of those without handler methods
 * @param checks the security checks of namespaces
 * @param usesSocketScope whether the application has beans whose scope is a socket, or injects the socket of the current call
 */
public record Endpoints(List<EndpointNamespace> namespaces, List<NamespaceCheck> checks, List<Endpoint> all,
        boolean usesSocketScope) {

    /**
     * Registers all handler methods except {@code @OnBroadcast} methods.
     *
     * @param security {@code null} without a security extension; then there are no checks
     */
    public void register(ServerImpl server, @Nullable SocketSecurity security) {
        SocketContext sockets = usesSocketScope ? SocketContext.instance() : null;
        if (sockets != null) {
            server.inEachNamespace((name, handlers) -> handlers
                    .onConnection(socket -> sockets.add(socket, server.executor()), ExecutionMode.EVENT_LOOP));
        }
        EndpointNamespace.Registry registry = new EndpointNamespace.Registry(server);
        namespaces.forEach(registry::handlers);
        for (NamespaceCheck check : checks) {
            registry.handlers(check.namespace()).guard(check.toMiddleware(Objects.requireNonNull(security)));
        }
        for (Endpoint endpoint : all) {
            if (endpoint.kind() != HandlerKind.BROADCAST) {
                register(endpoint, registry.handlers(endpoint.namespace()),
                        new MethodCaller(endpoint, security, sockets));
            }
        }
    }

    private static void register(Endpoint endpoint, NamespaceHandlers handlers, MethodCaller caller) {
        InvokerEventHandler handler = new InvokerEventHandler(endpoint.method(), caller);
        switch (endpoint.kind()) {
            case HANDSHAKE -> handlers.use(new InvokerMiddleware(endpoint.method().mode(), caller));
            case CONNECT -> handlers.on(When.CONNECT, handler);
            case ANY_EVENT -> handlers.on(When.ANY_EVENT, handler);
            case EVENT -> handlers.onEvent(endpoint.event(), handler);
            case ERROR -> handlers.on(When.ERROR, handler);
            case DISCONNECTING -> handlers.on(When.DISCONNECTING, handler);
            case DISCONNECT -> handlers.on(When.DISCONNECT, handler);
            case BROADCAST -> throw new IllegalStateException("[BUG] a broadcast belongs to no namespace");
        }
    }

    /** Returns the {@code @OnBroadcast} methods. */
    public Stream<Endpoint> broadcasts() {
        return all.stream().filter(endpoint -> endpoint.kind() == HandlerKind.BROADCAST);
    }

    /** Calls a bean's method as the handler of a socket's events. */
    private record InvokerEventHandler(BeanMethod method, MethodCaller caller) implements EventHandler {
        @Override
        public ExecutionMode mode() {
            return method.mode();
        }

        @Override
        public void handle(Invocation call, Outcome outcome) {
            caller.call(call, call.arguments(), result -> {
                method.result().ackMode().send(call.ack(), result);
                outcome.done();
            }, outcome::failed);
        }

        @Override
        public boolean takesAck() {
            return method.result().ackMode() == AckMode.BY_METHOD;
        }

        @Override
        public boolean logsFailures() {
            return method.result().logsFailures();
        }

        @Override
        public String name() {
            return method.name();
        }
    }

    /** Calls a bean's {@code @OnHandshake} method as the middleware of a namespace. */
    private record InvokerMiddleware(ExecutionMode mode, MethodCaller caller) implements Middleware {
        @Override
        public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
            caller.call(call, call.arguments(), result -> answer.accept(null),
                    failure -> answer.accept(SecurityFailures.toConnectError(failure)));
        }
    }
}
