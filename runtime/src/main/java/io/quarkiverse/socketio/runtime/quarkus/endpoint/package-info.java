/**
 * The handler methods that the build found, and how each is called. Entry: {@link Endpoints}. Of the other themes of
 * {@code runtime.quarkus} it imports {@code security} and {@code context}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.NullMarked;
