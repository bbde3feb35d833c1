/**
 * Meters of Micrometer: {@link SocketMeters} has those of Socket.IO, {@link WorkerMetrics} tells the primary all of this worker.
 * Registered only when the extensions are there.
 * <p>
 * May import anything; nobody imports it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.metrics;

import org.jspecify.annotations.NullMarked;
