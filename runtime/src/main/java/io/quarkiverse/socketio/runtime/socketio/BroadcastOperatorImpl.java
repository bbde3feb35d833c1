package io.quarkiverse.socketio.runtime.socketio;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.smallrye.mutiny.Uni;

/**
 * A choice of sockets of one namespace.
 * <p>
 * Thread: any; immutable.
 */
record BroadcastOperatorImpl(NamespaceImpl namespace, Selection selection) implements BroadcastOperator {

    @Override
    public BroadcastOperator to(String... rooms) {
        return with(new Selection(union(selection.rooms(), rooms), selection.except(), selection.local(), selection.mayDrop()));
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return with(new Selection(selection.rooms(), union(selection.except(), rooms), selection.local(), selection.mayDrop()));
    }

    @Override
    public BroadcastOperator local() {
        return with(new Selection(selection.rooms(), selection.except(), true, selection.mayDrop()));
    }

    @Override
    public BroadcastOperator asVolatile() {
        return with(new Selection(selection.rooms(), selection.except(), selection.local(), true));
    }

    private BroadcastOperator with(Selection changed) {
        return new BroadcastOperatorImpl(namespace, changed);
    }

    private static Set<String> union(Set<String> present, String... more) {
        Set<String> union = new HashSet<>(present);
        union.addAll(Arrays.asList(more));
        return Set.copyOf(union);
    }

    @Override
    public void emit(String event, Object... args) {
        namespace.adapter().broadcast(namespace.parser().encodeEvent(namespace.name(), IncomingPacket.NO_ACK, event, args),
                selection);
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return namespace.adapter().fetchSockets(selection).map(found -> found.stream()
                .<RemoteSocket> map(details -> new RemoteSocketImpl(namespace, details)).toList());
    }

    @Override
    public void socketsJoin(String... rooms) {
        namespace.adapter().socketsJoin(selection, union(Set.of(), rooms));
    }

    @Override
    public void socketsLeave(String... rooms) {
        namespace.adapter().socketsLeave(selection, union(Set.of(), rooms));
    }

    @Override
    public void disconnectSockets(boolean close) {
        namespace.adapter().disconnectSockets(selection, close);
    }
}
