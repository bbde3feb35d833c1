package io.quarkiverse.socketio.runtime.quarkus;

/**
 * A handler method and what it handles; recorded.
 *
 * @param bean the class of the bean
 * @param namespace empty for a broadcast
 * @param event empty for a connection or disconnection
 */
public record Endpoint(String bean, HandlerKind kind, String namespace, String event, BeanMethod method) {
}
