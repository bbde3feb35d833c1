package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners.Kind;
import io.smallrye.mutiny.Uni;

/**
 * The base of sockets with listeners: implements the methods of {@link Socket} that add and remove listeners.
 * <p>
 * Thread: any.
 */
public interface ListeningSocket extends Socket {
    SocketListeners listeners();

    /** Returns the session id and the namespace, with which lines of {@link DebugLog#SOCKET} begin. */
    String label();

    /** Runs an action on the session's event loop, after all actions that were passed before. */
    void inLoop(Runnable action);

    /** Returns the time of the session's event loop. */
    long nanoTime();

    @Override
    SocketData data();

    @Override
    @SuppressWarnings("unchecked") // the value is of that type
    default <T> @Nullable T data(String key, Class<T> type) {
        return (T) data().read(key, type);
    }

    @Override
    @SuppressWarnings("unchecked") // the value is of that type
    default <T> @Nullable T data(String key, TypeReference<T> type) {
        return (T) data().read(key, type.getType());
    }

    @Override
    default Socket on(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().addEvent(Kind.EVENT, event, handler);
        return this;
    }

    @Override
    default Socket once(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().addEvent(Kind.EVENT_ONCE, event, handler);
        return this;
    }

    @Override
    default Socket onBlocking(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().addEvent(Kind.EVENT_BLOCKING, event, handler);
        return this;
    }

    @Override
    default Socket prependListener(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().prependEvent(Kind.EVENT, event, handler);
        return this;
    }

    @Override
    default Socket prependOnceListener(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().prependEvent(Kind.EVENT_ONCE, event, handler);
        return this;
    }

    @Override
    default Socket off(String event, BiConsumer<Arguments, Ack> handler) {
        listeners().removeEvent(event, handler);
        return this;
    }

    @Override
    default Socket off(String event) {
        listeners().removeEvent(event);
        return this;
    }

    @Override
    default Socket removeAllListeners() {
        listeners().removeEvents();
        return this;
    }

    @Override
    default List<BiConsumer<Arguments, Ack>> listeners(String event) {
        return listeners().ofEvent(event);
    }

    @Override
    default Set<String> eventNames() {
        return listeners().eventNames();
    }

    @Override
    default Socket onAny(BiConsumer<String, Arguments> listener) {
        listeners().add(Kind.ANY, listener);
        return this;
    }

    @Override
    default Socket prependAny(BiConsumer<String, Arguments> listener) {
        listeners().prepend(Kind.ANY, listener);
        return this;
    }

    @Override
    default Socket offAny(BiConsumer<String, Arguments> listener) {
        listeners().remove(Kind.ANY, listener);
        return this;
    }

    @Override
    default Socket offAny() {
        listeners().removeAll(Kind.ANY);
        return this;
    }

    @Override
    default List<BiConsumer<String, Arguments>> listenersAny() {
        return listeners().of(Kind.ANY);
    }

    @Override
    default Socket onAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners().add(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    default Socket prependAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners().prepend(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    default Socket offAnyOutgoing(BiConsumer<String, Arguments> listener) {
        listeners().remove(Kind.ANY_OUTGOING, listener);
        return this;
    }

    @Override
    default Socket offAnyOutgoing() {
        listeners().removeAll(Kind.ANY_OUTGOING);
        return this;
    }

    @Override
    default List<BiConsumer<String, Arguments>> listenersAnyOutgoing() {
        return listeners().of(Kind.ANY_OUTGOING);
    }

    @Override
    default Socket use(BiFunction<String, Arguments, Uni<Void>> interceptor) {
        listeners().add(Kind.INTERCEPTOR, interceptor);
        return this;
    }

    @Override
    default Socket onError(Consumer<Throwable> listener) {
        listeners().add(Kind.ERROR, listener);
        return this;
    }

    @Override
    default Socket onError(BiConsumer<Throwable, Ack> listener) {
        listeners().add(Kind.ERROR_ACK, listener);
        return this;
    }

    @Override
    default Socket offError(Consumer<Throwable> listener) {
        listeners().remove(Kind.ERROR, listener);
        return this;
    }

    @Override
    default Socket offError(BiConsumer<Throwable, Ack> listener) {
        listeners().remove(Kind.ERROR_ACK, listener);
        return this;
    }

    @Override
    default Socket onDisconnecting(Consumer<DisconnectReason> handler) {
        listeners().add(Kind.DISCONNECTING, handler);
        return this;
    }

    @Override
    default Socket offDisconnecting(Consumer<DisconnectReason> handler) {
        listeners().remove(Kind.DISCONNECTING, handler);
        return this;
    }

    @Override
    default Socket offDisconnect(Consumer<DisconnectReason> handler) {
        inLoop(() -> listeners().remove(Kind.DISCONNECT, handler)); // after a registration that is on its way
        return this;
    }
}
