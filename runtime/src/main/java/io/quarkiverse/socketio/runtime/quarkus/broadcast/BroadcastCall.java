package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;

/**
 * One call of an {@code @OnBroadcast} method.
 *
 * @param trace the sender's trace, see {@code CallTracer#currentTrace}
 */
public record BroadcastCall(Arguments arguments, BroadcastContext context, Object trace) {
}
