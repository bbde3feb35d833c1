/**
 * Where everything is put together: CDI beans of the server, the handlers found at build time, the life cycle. May import
 * anything; nobody imports it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus;

import org.jspecify.annotations.NullMarked;
