package io.quarkiverse.socketio.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;

/**
 * The one thread that has the state of a client, and how the threads of tests wait for it. It ends when the client is idle, so
 * that a client that nobody closes leaves no thread.
 * <p>
 * Thread: any; {@link #await} and {@link #call} block, and refuse to on an event loop and on this thread.
 */
final class ClientThread implements Executor {
    private static final long IDLE_SECONDS = 1;
    /** For a task of this thread, which never waits: only a defect of this class lets it pass. */
    private static final Duration CALL_LIMIT = Duration.ofMinutes(1);

    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    ClientThread() {
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::start);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread start(Runnable work) {
        Thread started = new Thread(work, "socketio-test-client");
        started.setDaemon(true);
        thread = started;
        return started;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Calls a function on this thread and returns its result. */
    <T> T call(Supplier<T> function) {
        return await(CompletableFuture.supplyAsync(function, this), CALL_LIMIT, () -> "[BUG] the client's thread is busy");
    }

    /**
     * Waits for a result.
     *
     * @param late the message of the failure when the time is over
     * @throws AssertionError if the time is over
     */
    <T> T await(CompletableFuture<T> result, Duration timeout, Supplier<String> late) {
        if (Thread.currentThread() == thread || Context.isOnEventLoopThread()) {
            throw new IllegalStateException("A SocketIOTestClient waits for the server, so it must not be used on the thread "
                    + Thread.currentThread().getName() + ": call it on the thread of the test");
        }
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(late.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted while it waited", e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Returns what failed on the client's thread; its trace shows also where the test waited for it. */
    private static RuntimeException failure(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return new IllegalStateException(failed);
        }
        cause.addSuppressed(new IllegalStateException("The test waited here"));
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
