/**
 * The processes of the workers and their directory on this machine: {@link WorkerLauncher} starts them,
 * {@link ClusterDirectory} contains their sockets.
 * <p>
 * May import {@code settings} and {@code link}; not the event loop's channels.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.process;

import org.jspecify.annotations.NullMarked;
