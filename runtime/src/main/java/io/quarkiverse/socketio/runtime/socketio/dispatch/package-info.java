/**
 * Calls the handlers of the application for one socket, in order: {@link SocketDispatcher} is the entry. The application is
 * behind the ports {@link EventHandler}, {@link Middleware} and {@link HandlerExecutor}. May import {@code handshake} and
 * {@code packet}; not namespaces, adapters or operators.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jspecify.annotations.NullMarked;
