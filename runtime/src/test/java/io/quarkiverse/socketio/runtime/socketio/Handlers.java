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

    /** Returns a handler that acknowledges by itself. */
    static EventHandler acknowledging(ExecutionMode mode, Action action) {
        return handler(mode, true, false, action);
    }

    /** Returns a handler that logs failures. */
    static EventHandler logging(ExecutionMode mode, Action action) {
        return handler(mode, false, true, action);
    }

    static EventHandler on(ExecutionMode mode, Action action) {
        return handler(mode, false, false, action);
    }

    private static EventHandler handler(ExecutionMode mode, boolean takesAck, boolean logsFailures, Action action) {
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
            public boolean takesAck() {
                return takesAck;
            }

            @Override
            public boolean logsFailures() {
                return logsFailures;
            }

            @Override
            public String name() {
                return "test";
            }
        };
    }
}
