package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.FetchTimeoutException;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomNames;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.smallrye.mutiny.Uni;

/**
 * Selects sockets of one namespace, on all servers or on this one, and emits to them.
 * <p>
 * Thread: any; immutable.
 */
public record BroadcastOperatorImpl(BroadcastTarget target, BroadcastOptions options,
        Duration timeout) implements BroadcastOperator {

    /** With the time limit of requests to servers. In Node, a broadcast with acknowledgement has none, and fails at once. */
    public BroadcastOperatorImpl(BroadcastTarget target, BroadcastOptions options) {
        this(target, options, target.adapter().requestTimeout());
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return with(new BroadcastOptions(RoomNames.union(options.rooms(), selected(rooms)), options.except(), options.flags()));
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return with(new BroadcastOptions(options.rooms(), RoomNames.union(options.except(), selected(rooms)), options.flags()));
    }

    @Override
    public BroadcastOperator local() {
        return with(options.with(options.flags().asLocal()));
    }

    @Override
    public BroadcastOperator asVolatile() {
        return with(options.with(options.flags().asVolatile()));
    }

    @Override
    public BroadcastOperator compress(boolean wanted) {
        return with(options.with(options.flags().compressed(wanted)));
    }

    private BroadcastOperator with(BroadcastOptions changed) {
        return new BroadcastOperatorImpl(target, changed, timeout);
    }

    private static String[] selected(String... rooms) {
        return Arrays.stream(rooms).map(UserRooms::selected).toArray(String[]::new);
    }

    @Override
    public void emit(String event, Object... args) {
        target.adapter().broadcast(target.encodeEvent(event, args), options);
    }

    @Override
    public BroadcastOperator timeout(Duration timeout) {
        return new BroadcastOperatorImpl(target, options, AckResults.checked(timeout));
    }

    @Override
    public Uni<List<Arguments>> emitWithAck(String event, Object... args) {
        return AckResults.ofClients(target.parser(), timeout, () -> target.adapter().broadcastWithAck(
                target.encodeEvent(event, args), options, timeout));
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return target.adapter().fetchSockets(options, timeout).map(found -> {
            List<RemoteSocket> sockets = found.received().stream()
                    .<RemoteSocket> map(details -> new RemoteSocketImpl(target, details)).toList();
            if (!found.missing().isEmpty()) {
                throw new FetchTimeoutException("Not all servers sent their sockets" + found.reason(timeout) + ": "
                        + sockets.size() + " received, those of " + found.missing() + " missing", sockets, found.missing());
            }
            return sockets;
        });
    }

    @Override
    public void socketsJoin(String... rooms) {
        target.adapter().socketsJoin(options, UserRooms.checked(RoomNames.union(Set.of(), rooms)));
    }

    @Override
    public void socketsLeave(String... rooms) {
        target.adapter().socketsLeave(options, UserRooms.checked(RoomNames.union(Set.of(), rooms)));
    }

    @Override
    public void disconnectSockets(boolean close) {
        target.adapter().disconnectSockets(options, close);
    }
}
