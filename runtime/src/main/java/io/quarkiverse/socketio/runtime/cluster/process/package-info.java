/**
 * The processes of the workers and what belongs to them on this machine: {@link WorkerLauncher} starts them,
 * {@link ClusterDirectory} has their sockets.
 * <p>
 * May import {@code settings} and {@code link}; not the event loop's channels.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.process;

import org.jspecify.annotations.NullMarked;
