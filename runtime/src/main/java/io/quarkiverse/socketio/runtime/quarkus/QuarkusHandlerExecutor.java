package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkus.virtual.threads.VirtualThreadsRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * Quarkus' own threads for handlers, each with a Vert.x context of the event loop that asked. Where there are no virtual
 * threads
 * Quarkus gives a worker thread.
 * <p>
 * Thread: any.
 */
@Singleton
public class QuarkusHandlerExecutor implements HandlerExecutor {
    private final Vertx vertx;

    QuarkusHandlerExecutor(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void execute(ExecutionMode mode, Runnable task) {
        // the caller's duplicated context belongs to what it does now; the task must not share its data
        ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
        switch (mode) {
            case EVENT_LOOP -> context.runOnContext(ignored -> task.run());
            case WORKER -> context.executeBlocking(() -> {
                task.run();
                return null;
            }, false);
            case VIRTUAL_THREAD -> onVirtualThread(context, task);
        }
    }

    /** Quarkus takes the context of the caller along. */
    private static void onVirtualThread(ContextInternal context, Runnable task) {
        ContextInternal previous = context.beginDispatch();
        try {
            VirtualThreadsRecorder.getCurrent().execute(task);
        } finally {
            context.endDispatch(previous);
        }
    }
}
