package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Caches a reply that is made by asking the workers: it is made again after a second at the earliest, or after a change.
 * <p>
 * Thread: the primary's event loop.
 */
final class CachedReply<T> {
    static final long FRESH_MILLIS = 1000;

    private final Supplier<CompletionStage<T>> maker;
    private final LongSupplier clock;
    private @Nullable CompletableFuture<T> pending;
    private @Nullable T cached;
    private long cachedAt;
    private boolean outdated;

    CachedReply(Supplier<CompletionStage<T>> maker, LongSupplier clock) {
        this.maker = maker;
        this.clock = clock;
    }

    CompletionStage<T> get() {
        T known = cached;
        if (known != null && clock.getAsLong() - cachedAt < FRESH_MILLIS) {
            return CompletableFuture.completedStage(known);
        }
        return pending == null ? make() : pending;
    }

    /** Discards the cached reply, so that the next caller gets a new one. */
    void invalidate() {
        cached = null;
        outdated = true;
    }

    private CompletionStage<T> make() {
        outdated = false;
        long askedAt = clock.getAsLong();
        CompletableFuture<T> reply = maker.get().whenComplete((made, failure) -> {
            cached = outdated || failure != null ? null : made;
            cachedAt = askedAt;
            pending = null;
        }).toCompletableFuture();
        pending = reply.isDone() ? null : reply;
        return reply;
    }
}
