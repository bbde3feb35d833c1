/**
 * Time as a port: {@link Scheduler}. May import the JDK.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.time;

import org.jspecify.annotations.NullMarked;
