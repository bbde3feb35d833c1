/**
 * What an application or another extension may replace. Small on purpose. Entry: {@link LoadBalancer}.
 * <p>
 * May import the API, the JDK, Mutiny and the identities of quarkus-security.
 */
@NullMarked
package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.NullMarked;
