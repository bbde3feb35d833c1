/**
 * Socket.IO protocol v5, server side: clients, namespaces, sockets, acknowledgements. {@link ServerImpl} is the entry; the
 * application is behind the ports {@link EventHandler} and {@link HandlerExecutor}, other servers behind
 * {@code adapter.Adapter}. May import {@code engineio}, the API, Mutiny and Jackson; not Quarkus, CDI or Vert.x.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio;

import org.jspecify.annotations.NullMarked;
