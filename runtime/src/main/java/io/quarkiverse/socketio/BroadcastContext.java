package io.quarkiverse.socketio;

/**
 * Where a broadcast came from: an optional parameter of {@link OnBroadcast} methods.
 *
 * @param event the name that was published
 * @param local whether this worker published it
 */
public record BroadcastContext(String event, boolean local) {
}
