/**
 * One namespace on many servers. {@link Bus} is the port to the other servers, and carries messages to them only;
 * {@link ClusterAdapters} creates the adapters, which have the requests and responses of all buses. May import the adapter,
 * recovery, rooms and packets of {@code socketio}; not {@code engineio}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.bus;

import org.jspecify.annotations.NullMarked;
