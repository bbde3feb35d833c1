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
import io.smallrye.mutiny.Uni;

/**
 * What all kinds of namespaces share: handlers, and that they broadcast through an operator that chooses all their sockets.
 * <p>
 * Thread: any.
 */
abstract class BroadcastingNamespace implements Namespace {

    /** Chooses all sockets. */
    abstract BroadcastOperator all();

    abstract NamespaceHandlers handlers();

    @Override
    public Namespace onConnection(Consumer<Socket> handler) {
        handlers().on(NamespaceHandlers.When.CONNECT, new EventHandler() {
            @Override
            public ExecutionMode mode() {
                return ExecutionMode.EVENT_LOOP;
            }

            @Override
            public void handle(Invocation call, Outcome outcome) {
                handler.accept(call.socket());
                outcome.done();
            }

            @Override
            public String name() {
                return "A listener";
            }
        });
        return this;
    }

    @Override
    public Namespace use(Function<Socket, Uni<Void>> middleware) {
        handlers().use(Middleware.onEventLoop(middleware));
        return this;
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return all().to(rooms);
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return all().in(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return all().except(rooms);
    }

    @Override
    public BroadcastOperator local() {
        return all().local();
    }

    @Override
    public BroadcastOperator asVolatile() {
        return all().asVolatile();
    }

    @Override
    public BroadcastOperator compress(boolean wanted) {
        return all().compress(wanted);
    }

    @Override
    public void emit(String event, Object... args) {
        all().emit(event, args);
    }

    @Override
    public BroadcastOperator timeout(Duration timeout) {
        return all().timeout(timeout);
    }

    @Override
    public Uni<List<Arguments>> emitWithAck(String event, Object... args) {
        return all().emitWithAck(event, args);
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return all().fetchSockets();
    }

    @Override
    public void socketsJoin(String... rooms) {
        all().socketsJoin(rooms);
    }

    @Override
    public void socketsLeave(String... rooms) {
        all().socketsLeave(rooms);
    }

    @Override
    public void disconnectSockets(boolean close) {
        all().disconnectSockets(close);
    }
}
