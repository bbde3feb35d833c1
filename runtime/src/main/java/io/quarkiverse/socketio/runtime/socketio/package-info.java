/**
 * Socket.IO protocol v5, server side: the server, its namespaces, its clients and their sockets. {@link ServerImpl} is the
 * entry; other servers are behind {@code adapter.Adapter}, the application behind the ports of {@code dispatch}. May import
 * {@code engineio}, the API, Mutiny and Jackson; not Quarkus, CDI or Vert.x.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio;

import org.jspecify.annotations.NullMarked;
