/**
 * The public API: annotations for CDI beans ({@link io.quarkiverse.socketio.SocketIO} and the {@code @On…} annotations), and
 * {@link io.quarkiverse.socketio.SocketIOServer} and {@link io.quarkiverse.socketio.Broadcaster}, which can be injected. Names
 * are those of Socket.IO.
 * <p>
 * Parameters and results are not {@code null} unless they are marked {@code @Nullable}. "Socket.IO v5" and "Engine.IO v4" are
 * the <a href="https://socket.io/docs/v4/socket-io-protocol/">Socket.IO protocol</a> and the <a
 * href="https://socket.io/docs/v4/engine-io-protocol/">Engine.IO protocol</a>. Imports the JDK, Mutiny and JSpecify only.
 */
@NullMarked
package io.quarkiverse.socketio;

import org.jspecify.annotations.NullMarked;
