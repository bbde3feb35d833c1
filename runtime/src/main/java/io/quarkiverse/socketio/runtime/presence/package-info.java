/**
 * Who is connected, on all servers: {@link PresenceServer}. Each server has the users of its own sockets, tells the others what
 * changes, and keeps a copy of what they told. May import {@code bus}, for the port to the other servers and its encoding, and
 * the API; not {@code socketio}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.presence;

import org.jspecify.annotations.NullMarked;
