package io.quarkiverse.socketio.runtime.socketio.operators;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Emitter;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedValues;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * A socket that was fetched; acts on it wherever it lives, and on it alone.
 * <p>
 * Thread: any; immutable.
 */
record RemoteSocketImpl(BroadcastTarget target, SocketDetails details) implements RemoteSocket, DelegatingEmitter {

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
        return values().plain();
    }

    @Override
    @SuppressWarnings("unchecked") // the value is read as that type
    public <T> @Nullable T data(String key, Class<T> type) {
        return (T) values().read(key, type);
    }

    @Override
    @SuppressWarnings("unchecked") // the value is read as that type
    public <T> @Nullable T data(String key, TypeReference<T> type) {
        return (T) values().read(key, type.getType());
    }

    private EncodedValues values() {
        return new EncodedValues(target.parser(), details.data());
    }

    @Override
    public Handshake handshake() {
        return HandshakeImpl.decode(target.parser(), details.handshake());
    }

    private BroadcastOperator itself() {
        return new BroadcastOperatorImpl(target, BroadcastOptions.ofSocket(id(), BroadcastFlags.DEFAULT));
    }

    @Override
    public Emitter emitter() {
        return new RemoteEmitter(itself());
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
