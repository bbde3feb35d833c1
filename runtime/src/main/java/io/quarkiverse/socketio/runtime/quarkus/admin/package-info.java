/**
 * The namespace for administrators in a Quarkus application: checks its configuration and starts it. Entry:
 * {@link AdminWiring}. Of {@code runtime.quarkus} may import {@code endpoint}, {@code cluster} and {@code context}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.admin;

import org.jspecify.annotations.NullMarked;
