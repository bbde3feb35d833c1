package io.quarkiverse.socketio.runtime.quarkus.endpoint;

/**
 * What becomes of the result of a handler method, and of the failure that it handles; recorded at build time.
 *
 * @param isUni whether the method returns a {@code Uni}, whose item is the result
 * @param logsFailures whether an {@code @OnError} method says that it logs
 */
public record MethodResult(AckMode ackMode, boolean isUni, boolean logsFailures) {
}
