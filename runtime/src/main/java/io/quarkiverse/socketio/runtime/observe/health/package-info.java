/**
 * The application's health checks (MicroProfile Health), for the primary. Registered only if that extension is present.
 * <p>
 * May import anything; is not imported.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.health;

import org.jspecify.annotations.NullMarked;
