/**
 * Presence in a Quarkus application: the bean of the API, who the user of a socket is, and the CDI events. Entry:
 * {@link PresenceWiring}. Of {@code runtime.quarkus} may import {@code cluster} only.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.presence;

import org.jspecify.annotations.NullMarked;
