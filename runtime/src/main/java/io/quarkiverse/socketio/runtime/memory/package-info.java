/**
 * The bytes that the server holds for its clients. Entry: {@link MemoryBudget}.
 * <p>
 * May import nothing of ours but {@code log}; whatever holds bytes for clients may import it.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.memory;

import org.jspecify.annotations.NullMarked;
