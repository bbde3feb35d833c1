/**
 * The server side of Engine.IO, revisions 4 and 3 of the protocol: sessions over transports. Entry: {@link EngineServer}; the
 * layer above is an {@link EngineListener}; threads and time come through {@link EventLoop}. Pure Java: imports nothing but
 * the JDK, Netty's buffers, jboss-logging and {@code runtime.memory}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio;

import org.jspecify.annotations.NullMarked;
