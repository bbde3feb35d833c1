/**
 * Metrics by Micrometer: {@link SocketMeters} has those of Socket.IO, {@link WorkerMetrics} returns all metrics of this worker
 * to the primary. Registered only if the extensions are present.
 * <p>
 * May import anything; is not imported.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.metrics;

import org.jspecify.annotations.NullMarked;
