/**
 * Limits the log lines that clients can cause. Entry: {@link LogLimiter}.
 * <p>
 * Imports no other package of {@code runtime}; all of them may import it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.log;

import org.jspecify.annotations.NullMarked;
