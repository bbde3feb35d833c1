/**
 * Live reload in dev mode. Entry: {@link DevReload}. Imports no other theme of {@code runtime.quarkus}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.dev;

import org.jspecify.annotations.NullMarked;
