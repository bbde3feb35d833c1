package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * PORT: what a client must pass before it is connected to a namespace.
 * <p>
 * Thread: {@link #check} is called as {@link #mode} asks; it answers from any thread.
 */
public interface Middleware {

    ExecutionMode mode();

    /** @param answer is given {@code null} to go on, or why the client is refused; at most the first answer counts */
    void check(Invocation call, Consumer<@Nullable Throwable> answer);

    /** One that does not block. */
    static Middleware onEventLoop(Function<Socket, Uni<Void>> check) {
        return new Middleware() {
            @Override
            public ExecutionMode mode() {
                return ExecutionMode.EVENT_LOOP;
            }

            @Override
            public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
                check.apply(call.socket()).subscribe().with(passed -> answer.accept(null), answer);
            }
        };
    }
}
