/**
 * What people and tools see of the cluster, and how they control it: the pages of the primary ({@link PrimaryPages}), the
 * commands of terminals and workers ({@link AdminCommands}), and the terminal's side of these ({@link ControlClient}).
 * <p>
 * May import {@code supervision}, {@code settings}, {@code process}, {@code dispatch} and {@code link}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.admin;

import org.jspecify.annotations.NullMarked;
