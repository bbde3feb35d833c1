package io.quarkiverse.socketio.runtime.socketio.operators;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.smallrye.mutiny.Uni;

/**
 * An operator over several namespaces, the children of a parent namespace: each action is done in each of them.
 * <p>
 * Thread: any; immutable.
 *
 * @param namespaces returns the namespaces that exist now
 * @param choice narrows the selection of sockets in one namespace
 */
public record ParentOperator(Supplier<? extends Collection<? extends BroadcastOperator>> namespaces,
        UnaryOperator<BroadcastOperator> choice) implements BroadcastOperator {

    private BroadcastOperator and(UnaryOperator<BroadcastOperator> more) {
        return new ParentOperator(namespaces, operator -> more.apply(choice.apply(operator)));
    }

    private void each(Consumer<BroadcastOperator> action) {
        namespaces.get().forEach(namespace -> action.accept(choice.apply(namespace)));
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return and(operator -> operator.to(rooms));
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return and(operator -> operator.except(rooms));
    }

    @Override
    public BroadcastOperator local() {
        return and(BroadcastOperator::local);
    }

    @Override
    public BroadcastOperator asVolatile() {
        return and(BroadcastOperator::asVolatile);
    }

    @Override
    public BroadcastOperator compress(boolean wanted) {
        return and(operator -> operator.compress(wanted));
    }

    @Override
    public void emit(String event, Object... args) {
        each(operator -> operator.emit(event, args));
    }

    @Override
    public BroadcastOperator timeout(Duration timeout) {
        return and(operator -> operator.timeout(timeout));
    }

    /** Collects the responses of all namespaces; fails if one of them fails. */
    @Override
    public Uni<List<Arguments>> emitWithAck(String event, Object... args) {
        return Uni.createFrom().deferred(() -> {
            List<Uni<List<Arguments>>> answers = namespaces.get().stream()
                    .map(namespace -> choice.apply(namespace).emitWithAck(event, args)).toList();
            return answers.isEmpty() ? Uni.createFrom().item(List.of())
                    : Uni.join().all(answers).andCollectFailures().map(lists -> lists.stream().flatMap(List::stream).toList());
        });
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return Uni.createFrom().failure(new UnsupportedOperationException(
                "fetchSockets() is for one namespace; call it on each of them, see io.onNewNamespace"));
    }

    @Override
    public void socketsJoin(String... rooms) {
        each(operator -> operator.socketsJoin(rooms));
    }

    @Override
    public void socketsLeave(String... rooms) {
        each(operator -> operator.socketsLeave(rooms));
    }

    @Override
    public void disconnectSockets(boolean close) {
        each(operator -> operator.disconnectSockets(close));
    }
}
