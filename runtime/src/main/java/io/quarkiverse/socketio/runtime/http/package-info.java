/**
 * The transports of Engine.IO over Vert.x, and the files of the browser client. Entry: {@link EngineRoute}. Imports
 * {@code engineio}, Vert.x and Netty, not {@code socketio}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.NullMarked;
