/**
 * The public API: annotations for CDI beans ({@link io.quarkiverse.socketio.SocketIO} and the {@code @On…} family) and the
 * injectable {@link io.quarkiverse.socketio.SocketIOServer} and {@link io.quarkiverse.socketio.Broadcaster}. The words are
 * those of Socket.IO. Imports only the JDK, Mutiny and JSpecify.
 */
@NullMarked
package io.quarkiverse.socketio;

import org.jspecify.annotations.NullMarked;
