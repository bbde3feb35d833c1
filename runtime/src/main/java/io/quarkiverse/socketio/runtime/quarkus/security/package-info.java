/**
 * The identities of clients, by Quarkus' own security. Entry: {@link SocketSecurity}. Of the other themes of
 * {@code runtime.quarkus} it imports {@code context}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.security;

import org.jspecify.annotations.NullMarked;
