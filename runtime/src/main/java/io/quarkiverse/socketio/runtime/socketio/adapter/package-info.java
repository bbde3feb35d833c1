/**
 * What is done to the sockets of a namespace on all servers. {@link Adapter} is the port; {@link LocalAdapter} is for a server
 * without others. May import {@code rooms}, {@code recovery} and {@code packet}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.adapter;

import org.jspecify.annotations.NullMarked;
