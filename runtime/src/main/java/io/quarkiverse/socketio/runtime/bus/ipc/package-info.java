/**
 * The bus between the workers of one host: {@link IpcBus} over the link to the primary, which relays frames without reading
 * them.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.bus.ipc;

import org.jspecify.annotations.NullMarked;
