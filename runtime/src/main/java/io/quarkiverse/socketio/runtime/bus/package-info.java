/**
 * Many servers, one namespace. {@link Bus} is the port to the others; {@link ClusterAdapters} makes the adapters, which do
 * requests and replies once for all buses. A bus carries to other servers only: what is local was never on it. Does not know
 * {@code engineio}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.bus;

import org.jspecify.annotations.NullMarked;
