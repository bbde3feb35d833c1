package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;

/**
 * What the build found in the application. Thread: any; immutable.
 *
 * @param namespaces those of all {@code @SocketIO} beans: clients may connect to them even if nothing handles their events
 */
public record Endpoints(List<String> namespaces, List<Endpoint> all) {

    /** Lets the application handle what the server receives. */
    public void register(ServerImpl server) {
        namespaces.forEach(server::namespace);
        for (Endpoint endpoint : all) {
            register(endpoint, server);
        }
    }

    private static void register(Endpoint endpoint, ServerImpl server) {
        if (endpoint.kind() == HandlerKind.BROADCAST) {
            return;
        }
        NamespaceImpl namespace = server.namespace(endpoint.namespace());
        InvokerEventHandler handler = new InvokerEventHandler(endpoint);
        switch (endpoint.kind()) {
            case CONNECT -> namespace.addConnectHandler(handler);
            case EVENT -> namespace.addEventHandler(endpoint.event(), handler);
            case DISCONNECT -> namespace.addDisconnectHandler(handler);
            case BROADCAST -> throw new IllegalStateException("[BUG] a broadcast belongs to no namespace");
        }
    }

    Stream<Endpoint> broadcasts() {
        return all.stream().filter(endpoint -> endpoint.kind() == HandlerKind.BROADCAST);
    }
}
