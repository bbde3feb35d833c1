/**
 * Decides what happens to the workers, purely: events and the time go into the {@link WorkerTable}, actions come out. Has no
 * I/O, no clock and no thread of its own.
 * <p>
 * May import the JDK, JBoss Logging, the {@code cluster} API and {@code spi}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.supervision;

import org.jspecify.annotations.NullMarked;
