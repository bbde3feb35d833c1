package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkus.runtime.ExecutorRecorder;

/** Quarkus' own threads for handlers that block. */
@Singleton
public class QuarkusHandlerExecutor implements HandlerExecutor {
    @Override
    public void execute(ExecutionMode mode, Runnable task) {
        ExecutorRecorder.getCurrent().execute(task);
    }
}
