package io.quarkiverse.socketio.runtime.socketio;

import java.util.Map;
import java.util.Set;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;

/**
 * A socket that was fetched; acts on it through the room of its id.
 * <p>
 * Thread: any; immutable.
 */
record RemoteSocketImpl(NamespaceImpl namespace, SocketDetails details) implements RemoteSocket {

    @Override
    public String id() {
        return details.id();
    }

    @Override
    public Set<String> rooms() {
        return details.rooms();
    }

    @Override
    public Map<String, Object> data() {
        return namespace.parser().decodeValues(details.data());
    }

    private BroadcastOperator itself() {
        return namespace.to(id());
    }

    @Override
    public void emit(String event, Object... args) {
        itself().emit(event, args);
    }

    @Override
    public void join(String... rooms) {
        itself().socketsJoin(rooms);
    }

    @Override
    public void leave(String... rooms) {
        itself().socketsLeave(rooms);
    }

    @Override
    public void disconnect(boolean close) {
        itself().disconnectSockets(close);
    }
}
