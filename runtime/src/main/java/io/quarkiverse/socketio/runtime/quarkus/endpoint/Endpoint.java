package io.quarkiverse.socketio.runtime.quarkus.endpoint;

/**
 * A handler method and what it handles; recorded at build time.
 *
 * @param bean the class of the bean
 * @param namespace {@link EndpointNamespace#NONE} of an {@code @OnBroadcast} method
 * @param event empty if the kind has no event
 */
public record Endpoint(String bean, HandlerKind kind, EndpointNamespace namespace, String event, BeanMethod method) {
}
