/**
 * Interfaces that an application or another extension may implement. Small on purpose. Entry:
 * {@link io.quarkiverse.socketio.spi.HandshakeGuard}.
 * <p>
 * Imports the API, the JDK, Mutiny, JSpecify and the identities of quarkus-security only.
 */
@NullMarked
package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.NullMarked;
