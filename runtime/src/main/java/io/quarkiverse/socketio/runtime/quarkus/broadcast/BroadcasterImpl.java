package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.util.List;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.smallrye.mutiny.Uni;

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
    private final EventBusBridge bridge;
    private final boolean self;

    @Inject
    BroadcasterImpl(ServerImpl server, BroadcastHandlers handlers, EventBusBridge bridge) {
        this(server, handlers, bridge, true);
    }

    private BroadcasterImpl(ServerImpl server, BroadcastHandlers handlers, EventBusBridge bridge, boolean self) {
        this.server = server;
        this.handlers = handlers;
        this.bridge = bridge;
        this.self = self;
    }

    @Override
    public void publish(String event, Object... args) {
        // read before anything is sent: what cannot be serialised reaches nobody
        Arguments arguments = self && bridge.carries(event) ? server.toArguments(args) : null;
        server.serverSideEmit(event, args);
        if (arguments != null) {
            handlers.call(new BroadcastContext(event, true), arguments, BroadcastHandlers.NoAnswer.INSTANCE);
            bridge.publishHere(event, arguments);
        }
    }

    @Override
    public <T> Uni<List<T>> publishAndCollect(String event, Class<T> type, Object... args) {
        return Uni.createFrom().deferred(() -> {
            Arguments arguments = self && handlers.handle(event) ? server.toArguments(args) : null;
            Uni<CollectedReplies> others = CollectedReplies.of(server.serverSideEmitWithAck(event, args));
            Uni<CollectedReplies> here = arguments == null ? Uni.createFrom().item(CollectedReplies.NOTHING)
                    : CollectedReplies.here(answer -> handlers.call(new BroadcastContext(event, true), arguments,
                            handlers.answers(event) ? new LocalReply(server, answer) : LocalReply.none(answer)));
            return Uni.combine().all().unis(others, here).with(CollectedReplies::and).map(all -> all.read(type));
        });
    }

    @Override
    public Broadcaster excludeSelf() {
        return new BroadcasterImpl(server, handlers, bridge, false);
    }
}
