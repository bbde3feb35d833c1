package io.quarkiverse.socketio.runtime.socketio;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.SocketListeners.Kind;
import io.smallrye.mutiny.Uni;

/**
 * The part of a socket that keeps what the application wants to hear of it.
 * <p>
 * Thread: any.
 */
abstract class ListenedSocket implements Socket {
    private final SocketListeners listeners = new SocketListeners();

    final SocketListeners listeners() {
        return listeners;
    }

    @Override
    public final Socket on(String event, BiConsumer<Arguments, Ack> handler) {
        listeners.addEvent(event, handler, false);
        return this;
    }

    @Override
    public final Socket once(String event, BiConsumer<Arguments, Ack> handler) {
        listeners.addEvent(event, handler, true);
        return this;
    }

    @Override
    public final Socket off(String event, BiConsumer<Arguments, Ack> handler) {
        listeners.removeEvent(event, handler);
        return this;
    }

    @Override
    public final Socket off(String event) {
        listeners.removeEvent(event);
        return this;
    }

    @Override
    public final Socket onAny(BiConsumer<String, Arguments> listener) {
        listeners.add(Kind.ANY, listener);
        return this;
    }

    @Override
    public final Socket prependAny(BiConsumer<String, Arguments> listener) {
        listeners.prepend(Kind.ANY, listener);
        return this;
    }

    @Override
    public final Socket offAny(BiConsumer<String, Arguments> listener) {
        listeners.remove(Kind.ANY, listener);
        return this;
    }

    @Override
    public final Socket offAny() {
        listeners.removeAll(Kind.ANY);
        return this;
    }

    @Override
    public final List<BiConsumer<String, Arguments>> listenersAny() {
        return listeners.of(Kind.ANY);
    }

    @Override
    public final Socket onAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners.add(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    public final Socket prependAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners.prepend(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    public final Socket offAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners.remove(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    public final Socket offAnyOutgoing() {
        listeners.removeAll(Kind.ANY_OUTGOING);
        return this;
    }

    @Override
    public final List<BiConsumer<String, Arguments>> listenersAnyOutgoing() {
        return listeners.of(Kind.ANY_OUTGOING);
    }

    @Override
    public final Socket use(BiFunction<String, Arguments, Uni<Void>> interceptor) {
        listeners.add(Kind.INTERCEPTOR, interceptor);
        return this;
    }

    @Override
    public final Socket onError(Consumer<Throwable> listener) {
        listeners.add(Kind.ERROR, listener);
        return this;
    }

    @Override
    public final Socket onDisconnecting(Consumer<DisconnectReason> handler) {
        listeners.add(Kind.DISCONNECTING, handler);
        return this;
    }
}
