/**
 * The cluster as a check of MicroProfile Health. Registered only when that extension is there.
 * <p>
 * May import anything; nobody imports it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.observe.health;

import org.jspecify.annotations.NullMarked;
