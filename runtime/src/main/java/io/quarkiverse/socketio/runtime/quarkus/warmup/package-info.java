/**
 * Warms up a worker before it is ready: {@link io.quarkiverse.socketio.runtime.quarkus.warmup.WarmUp} is the bean,
 * {@code WarmUpServer} a server apart from the application's, {@code WarmUpRound} what its clients do. Imports of
 * {@code runtime.quarkus} only {@code cluster}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.warmup;

import org.jspecify.annotations.NullMarked;
