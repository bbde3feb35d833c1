/**
 * The server side of npm {@code @socket.io/admin-ui}: a namespace in which administrators see all sockets and act on them.
 * {@link AdminServer} is the entry. May import the API, {@code socketio} with {@code dispatch}, {@code engineio} and
 * {@code time}, and the library for bcrypt; not the bus, Quarkus or the configuration.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.admin;

import org.jspecify.annotations.NullMarked;
