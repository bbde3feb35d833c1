package io.quarkiverse.socketio.runtime.quarkus;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;

/** One call of an {@code @OnBroadcast} method. */
public record BroadcastCall(Arguments arguments, BroadcastContext context) {
}
