/**
 * {@code @OnBroadcast} methods, the {@code Broadcaster}, and the bridge to Vert.x' event bus. Entry: {@link BroadcastHandlers}.
 * Of the other themes of {@code runtime.quarkus} it imports {@code endpoint} and {@code context}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import org.jspecify.annotations.NullMarked;
