/**
 * Limits the bytes that the server holds for its clients. Entry: {@link MemoryBudget}.
 * <p>
 * Of {@code runtime} it imports only {@code log}; all that holds bytes for clients may import it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.memory;

import org.jspecify.annotations.NullMarked;
