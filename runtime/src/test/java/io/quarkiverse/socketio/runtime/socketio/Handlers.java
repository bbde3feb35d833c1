package io.quarkiverse.socketio.runtime.socketio;

import java.util.function.Consumer;

/** Handlers for tests. */
final class Handlers {
    private Handlers() {
    }

    interface Action {
        void handle(Invocation call) throws Exception;
    }

    static EventHandler on(ExecutionMode mode, Action action) {
        return new EventHandler() {
            @Override
            public ExecutionMode mode() {
                return mode;
            }

            @Override
            public void handle(Invocation call, Consumer<Throwable> failed) throws Exception {
                action.handle(call);
            }

            @Override
            public String name() {
                return "test";
            }
        };
    }
}
