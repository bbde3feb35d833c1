/**
 * Observation and control of the cluster by users and tools: the pages of the primary ({@link PrimaryPages}), the commands of
 * terminals and workers ({@link AdminCommands}), and the terminal's side of these ({@link ControlClient}).
 * <p>
 * May import {@code supervision}, {@code settings}, {@code process}, {@code dispatch} and {@code link}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.admin;

import org.jspecify.annotations.NullMarked;
