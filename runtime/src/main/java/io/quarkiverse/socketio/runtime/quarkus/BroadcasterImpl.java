package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;

/**
 * Broadcasts as server-side events of the main namespace, so that a server in Node takes part too.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
@Typed(Broadcaster.class)
public class BroadcasterImpl implements Broadcaster {
    private final ServerImpl server;
    private final BroadcastHandlers handlers;

    BroadcasterImpl(ServerImpl server, BroadcastHandlers handlers) {
        this.server = server;
        this.handlers = handlers;
    }

    @Override
    public void publish(String event, Object... args) {
        // read before anything is sent: what cannot be serialised reaches nobody
        Arguments arguments = handlers.handle(event) ? server.toArguments(args) : null;
        server.serverSideEmit(event, args);
        if (arguments != null) {
            handlers.call(new BroadcastContext(event, true), arguments);
        }
    }

    @Override
    public Broadcaster excludeSelf() {
        return new Broadcaster() {
            @Override
            public void publish(String event, Object... args) {
                server.serverSideEmit(event, args);
            }

            @Override
            public Broadcaster excludeSelf() {
                return this;
            }
        };
    }
}
