/**
 * The connections of quarkus-websockets-next, for applications with that extension: broadcasts to those of all servers, and their
 * close when a worker leaves.
 * <p>
 * Entry: {@link io.quarkiverse.socketio.runtime.quarkus.websockets.ClusterConnectionsImpl}. Classes of that extension are imported
 * here only; no other package imports this one.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.websockets;

import org.jspecify.annotations.NullMarked;
