package io.quarkiverse.socketio.runtime.quarkus.context;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkus.virtual.threads.VirtualThreadsRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * Quarkus' own threads for handlers, each with a Vert.x context of the event loop that asked. Where there are no virtual
 * threads Quarkus gives a worker thread.
 * <p>
 * Thread: any.
 */
@Singleton
public class QuarkusHandlerExecutor implements HandlerExecutor {
    private static final Logger LOG = Logger.getLogger(QuarkusHandlerExecutor.class);

    private final Vertx vertx;
    private final AtomicInteger running = new AtomicInteger();
    /** Completed when nothing runs any more, once somebody waits for that. */
    private volatile @Nullable CompletableFuture<Void> idle;

    QuarkusHandlerExecutor(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void execute(ExecutionMode mode, Runnable action) {
        running.incrementAndGet();
        try {
            start(mode, () -> {
                try {
                    action.run();
                } finally {
                    ended();
                }
            });
        } catch (RuntimeException e) {
            ended();
            throw e;
        }
    }

    private void ended() {
        if (running.decrementAndGet() == 0) {
            CompletableFuture<Void> awaited = idle;
            if (awaited != null) {
                awaited.complete(null);
            }
        }
    }

    /** Waits until no handler runs or waits for a thread, but not longer than that. Blocks. */
    public void awaitIdle(Duration limit) throws InterruptedException, ExecutionException {
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        idle = awaited;
        if (running.get() == 0) {
            return;
        }
        try {
            awaited.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("Handlers of Socket.IO events still run after %d s; the application stops without them",
                    limit.toSeconds());
        }
    }

    private void start(ExecutionMode mode, Runnable task) {
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
