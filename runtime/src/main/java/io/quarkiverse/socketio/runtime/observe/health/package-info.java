/**
 * The application's checks of MicroProfile Health, for the primary. Registered only when that extension is there.
 * <p>
 * May import anything; nobody imports it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.health;

import org.jspecify.annotations.NullMarked;
