package io.quarkiverse.socketio.runtime.quarkus.endpoint;

/**
 * A handler method and what it handles; recorded.
 *
 * @param bean the class of the bean
 * @param namespace {@link EndpointNamespace#NONE} for a broadcast
 * @param event empty where the kind has no event
 */
public record Endpoint(String bean, HandlerKind kind, EndpointNamespace namespace, String event, BeanMethod method) {
}
