package io.quarkiverse.socketio.runtime.socketio;

import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;

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
            public void handle(Invocation call, Outcome outcome) throws Exception {
                action.handle(call);
                outcome.done();
            }

            @Override
            public String name() {
                return "test";
            }
        };
    }
}
