package io.quarkiverse.socketio.runtime.quarkus.endpoint;

/**
 * What becomes of the result of a handler method; recorded at build time.
 *
 * @param isUni whether the method returns a {@code Uni}, whose item is the result
 */
public record MethodResult(AckMode ackMode, boolean isUni) {
}
