package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * PORT: decides whether a client may connect to a namespace.
 * <p>
 * Thread: {@link #check} is called as {@link #mode} says; it may answer on any thread.
 */
public interface Middleware {

    ExecutionMode mode();

    /** @param answer takes {@code null} to accept the client, or the failure that refuses it; only the first answer counts */
    void check(Invocation call, Consumer<@Nullable Throwable> answer);

    /** Returns a middleware that does not block. */
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
