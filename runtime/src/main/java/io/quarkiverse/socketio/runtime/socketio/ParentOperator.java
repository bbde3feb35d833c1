package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.smallrye.mutiny.Uni;

/**
 * Does to each child of a {@link ParentNamespace} what is done to it.
 * <p>
 * Thread: any; immutable.
 *
 * @param choice narrows the choice in one child
 */
record ParentOperator(ParentNamespace parent, UnaryOperator<BroadcastOperator> choice) implements BroadcastOperator {

    private BroadcastOperator and(UnaryOperator<BroadcastOperator> more) {
        return new ParentOperator(parent, operator -> more.apply(choice.apply(operator)));
    }

    private void each(Consumer<BroadcastOperator> action) {
        parent.children().forEach(child -> action.accept(choice.apply(child.all())));
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return and(operator -> operator.to(rooms));
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
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

    /** The answers of all children; one that fails makes the whole fail. */
    @Override
    public Uni<List<Arguments>> emitWithAck(String event, Object... args) {
        return Uni.createFrom().deferred(() -> {
            List<Uni<List<Arguments>>> answers = parent.children().stream()
                    .map(child -> choice.apply(child.all()).emitWithAck(event, args)).toList();
            return answers.isEmpty() ? Uni.createFrom().item(List.of())
                    : Uni.join().all(answers).andCollectFailures().map(lists -> lists.stream().flatMap(List::stream).toList());
        });
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return Uni.createFrom().failure(ParentNamespace.ofOne("fetchSockets"));
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
