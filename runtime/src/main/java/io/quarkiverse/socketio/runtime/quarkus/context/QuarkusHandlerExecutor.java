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

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkus.virtual.threads.VirtualThreadsRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * Runs handlers on Quarkus' event loops, worker threads and virtual threads, with the Vert.x context of the calling event loop.
 * On a JDK without virtual threads Quarkus uses a worker thread instead.
 * <p>
 * Thread: any.
 */
@Singleton
public class QuarkusHandlerExecutor implements HandlerExecutor {
    private static final Logger LOG = Logger.getLogger(QuarkusHandlerExecutor.class);

    private final Vertx vertx;
    private final AtomicInteger running = new AtomicInteger();
    /** Set by {@link #awaitIdle}; completed when no handler runs any more. */
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

    /** Blocks until no handler runs or waits for a thread, at most for that time. */
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
        // not the caller's duplicated context, whose data the task must not share
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

    /** Quarkus propagates the current context to the virtual thread. */
    private static void onVirtualThread(ContextInternal context, Runnable task) {
        ContextInternal previous = context.beginDispatch();
        try {
            VirtualThreadsRecorder.getCurrent().execute(task);
        } finally {
            context.endDispatch(previous);
        }
    }
}
