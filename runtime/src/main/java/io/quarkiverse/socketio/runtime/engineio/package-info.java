/**
 * Engine.IO, revisions 4 and 3 of the protocol, server side: sessions over transports. {@link EngineServer} is the only door;
 * the layer above is an {@link EngineListener}; threads and time come through {@link EventLoop}. Pure Java: imports nothing but
 * the JDK, Netty's buffers and jboss-logging.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio;

import org.jspecify.annotations.NullMarked;
