/**
 * Limits the log lines that clients can cause, and names the categories of debug lines. Entries: {@link LogLimiter},
 * {@link DebugLog}.
 * <p>
 * Imports no other package of {@code runtime}; all of them may import it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.log;

import org.jspecify.annotations.NullMarked;
