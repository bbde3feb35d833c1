/**
 * Public API: broadcasts to the connections of quarkus-websockets-next, which is optional, on all servers. Entry:
 * {@link io.quarkiverse.socketio.websockets.ClusterConnections}. Imports the JDK, Mutiny and JSpecify; nothing of the packages
 * inside.
 */
@NullMarked
package io.quarkiverse.socketio.websockets;

import org.jspecify.annotations.NullMarked;
