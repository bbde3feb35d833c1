/**
 * The beans of the server: makes them from the configuration, connects them at startup, and closes them with the application.
 * Entry: {@link SocketIOWiring}. Imports all themes beside it; none of them imports it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.wiring;

import org.jspecify.annotations.NullMarked;
