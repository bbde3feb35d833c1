/**
 * What an application may know of the cluster it runs in: who the workers are and how they do. Entry:
 * {@link ClusterManager}.
 * <p>
 * May import the JDK only.
 */
@NullMarked
package io.quarkiverse.socketio.cluster;

import org.jspecify.annotations.NullMarked;
