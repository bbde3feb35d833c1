/**
 * The log lines that clients can cause, made few. Entry: {@link LogLimiter}.
 * <p>
 * May import nothing of ours; all of {@code runtime} may import it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.log;

import org.jspecify.annotations.NullMarked;
