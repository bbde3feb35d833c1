/**
 * What an application or another extension may replace. Small on purpose. Entry: {@link LoadBalancer}.
 * <p>
 * May import the JDK only.
 */
@NullMarked
package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.NullMarked;
