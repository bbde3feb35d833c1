package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.DeclinableAck;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.smallrye.mutiny.Uni;

/**
 * Sends broadcasts as server-side events of the main namespace, which Node's servers understand too, and calls the handlers of
 * this process.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
@Typed(Broadcaster.class)
public class BroadcasterImpl implements Broadcaster {
    private final ServerImpl server;
    private final BroadcastHandlers handlers;
    private final EventBusBridge bridge;
    private final boolean includesSelf;

    @Inject
    BroadcasterImpl(ServerImpl server, BroadcastHandlers handlers, EventBusBridge bridge) {
        this(server, handlers, bridge, true);
    }

    private BroadcasterImpl(ServerImpl server, BroadcastHandlers handlers, EventBusBridge bridge, boolean includesSelf) {
        this.server = server;
        this.handlers = handlers;
        this.bridge = bridge;
        this.includesSelf = includesSelf;
    }

    @Override
    public void publish(String event, Object... args) {
        ReservedEvents.checkServerSideEmitted(event);
        // first, so that arguments that cannot be serialised are not sent to anybody
        Arguments arguments = includesSelf && bridge.connects(event) ? server.toArguments(args) : null;
        server.serverSideEmit(event, args);
        if (arguments != null) {
            handlers.call(new BroadcastContext(event, true), arguments, BroadcastHandlers.NoAck.INSTANCE);
            bridge.publishLocally(event, arguments);
        }
    }

    @Override
    public <T> Uni<List<T>> publishAndCollect(String event, Class<T> type, Object... args) {
        return collect(event, replies -> replies.read(type), args);
    }

    @Override
    public <T> Uni<List<T>> publishAndCollect(String event, TypeReference<T> type, Object... args) {
        return collect(event, replies -> replies.read(type.getType()), args);
    }

    private <T> Uni<List<T>> collect(String event, Function<CollectedReplies, List<T>> read, Object... args) {
        return Uni.createFrom().deferred(() -> {
            ReservedEvents.checkServerSideEmitted(event);
            Arguments arguments = includesSelf && handlers.handles(event) ? server.toArguments(args) : null;
            Uni<CollectedReplies> others = CollectedReplies.of(server.serverSideEmitWithAck(event, args));
            Uni<CollectedReplies> here = arguments == null ? Uni.createFrom().item(CollectedReplies.NONE)
                    : CollectedReplies.ofThisProcess(reply -> callHandlers(event, arguments, new LocalReply(server, reply)));
            return Uni.combine().all().unis(others, here).with(CollectedReplies::and).map(read);
        });
    }

    private void callHandlers(String event, Arguments arguments, LocalReply reply) {
        boolean replies = handlers.returnsValue(event);
        if (!replies) {
            reply.decline();
        }
        handlers.call(new BroadcastContext(event, true), arguments, replies ? reply : BroadcastHandlers.NoAck.INSTANCE);
    }

    @Override
    public Broadcaster excludeSelf() {
        return new BroadcasterImpl(server, handlers, bridge, false);
    }

    /**
     * The reply of this process' own method to a broadcast, serialised as for another server. The receiver ignores all but the
     * first reply.
     */
    private record LocalReply(ServerImpl server, Consumer<Optional<Arguments>> receiver) implements DeclinableAck {
        @Override
        public void send(Object... args) {
            receiver.accept(Optional.of(server.toArguments(args)));
        }

        @Override
        public void decline() {
            receiver.accept(Optional.empty());
        }

        @Override
        public boolean isAwaited() {
            return true;
        }
    }
}
