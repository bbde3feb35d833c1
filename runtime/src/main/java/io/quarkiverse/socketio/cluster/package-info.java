/**
 * The cluster as the application sees it: its workers, their state, its events and operations. Entry:
 * {@link io.quarkiverse.socketio.cluster.ClusterManager}.
 * <p>
 * Imports the JDK, Mutiny and JSpecify only.
 */
@NullMarked
package io.quarkiverse.socketio.cluster;

import org.jspecify.annotations.NullMarked;
