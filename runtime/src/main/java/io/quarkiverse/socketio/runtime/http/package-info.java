/**
 * The Vert.x side of the transports: {@link EngineRoute} is the route that Engine.IO requests come in by. Imports
 * {@code engineio}, Vert.x and Netty; knows nothing of Socket.IO.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.NullMarked;
