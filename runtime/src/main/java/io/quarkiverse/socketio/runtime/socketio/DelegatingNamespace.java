package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.smallrye.mutiny.Uni;

/**
 * The base of all namespaces: implements the methods that only pass their call on, either to the operator that selects all
 * sockets ({@link #all}) or to the handlers of the namespace ({@link #handlers}).
 * <p>
 * Thread: any.
 */
public interface DelegatingNamespace extends Namespace {

    /** Returns the operator that selects all sockets of this namespace. */
    BroadcastOperator all();

    NamespaceHandlers handlers();

    @Override
    default Namespace onConnection(Consumer<Socket> handler) {
        handlers().onConnection(handler, ExecutionMode.EVENT_LOOP);
        return this;
    }

    @Override
    default Namespace onConnectionBlocking(Consumer<Socket> handler) {
        handlers().onConnection(handler, ExecutionMode.WORKER);
        return this;
    }

    @Override
    default Namespace offConnection(Consumer<Socket> handler) {
        handlers().offConnection(handler);
        return this;
    }

    @Override
    default Namespace use(Function<Socket, Uni<Void>> middleware) {
        handlers().use(Middleware.onEventLoop(middleware));
        return this;
    }

    @Override
    default BroadcastOperator to(String... rooms) {
        return all().to(rooms);
    }

    @Override
    default BroadcastOperator except(String... rooms) {
        return all().except(rooms);
    }

    @Override
    default BroadcastOperator local() {
        return all().local();
    }

    @Override
    default BroadcastOperator asVolatile() {
        return all().asVolatile();
    }

    @Override
    default BroadcastOperator compress(boolean wanted) {
        return all().compress(wanted);
    }

    @Override
    default void emit(String event, Object... args) {
        all().emit(event, args);
    }

    @Override
    default BroadcastOperator timeout(Duration timeout) {
        return all().timeout(timeout);
    }

    @Override
    default Uni<List<Arguments>> emitWithAck(String event, Object... args) {
        return all().emitWithAck(event, args);
    }

    @Override
    default Uni<List<RemoteSocket>> fetchSockets() {
        return all().fetchSockets();
    }

    @Override
    default void socketsJoin(String... rooms) {
        all().socketsJoin(rooms);
    }

    @Override
    default void socketsLeave(String... rooms) {
        all().socketsLeave(rooms);
    }

    @Override
    default void disconnectSockets(boolean close) {
        all().disconnectSockets(close);
    }
}
