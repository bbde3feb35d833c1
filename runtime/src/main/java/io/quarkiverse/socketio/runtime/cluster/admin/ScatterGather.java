package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;

/**
 * Sends the same query to many workers and collects the replies that come within a time limit.
 * <p>
 * Thread: the primary's event loop.
 */
public record ScatterGather(EventExecutor loop, Workers workers) {
    /** Sends a query to one worker. */
    public interface Workers {
        /**
         * Sends a query.
         *
         * @return completed on the event loop, exceptionally when the worker refuses to answer; cancelled by a caller that
         *        waits no longer; {@code null} if the worker is not connected
         */
        @Nullable
        <R extends QueryReply> CompletableFuture<R> ask(int incarnation, Query<R> query);
    }

    /**
     * Sends a query to many workers.
     *
     * @return completed on the event loop with the replies by incarnation, without workers that refused or were late
     */
    public <R extends QueryReply> CompletionStage<Map<Integer, R>> ask(Collection<Worker> asked, Query<R> query,
            long limitMillis) {
        Map<Integer, R> replies = new HashMap<>();
        List<CompletableFuture<?>> open = new ArrayList<>();
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Worker worker : asked) {
            CompletableFuture<R> reply = workers.ask(worker.incarnation(), query);
            if (reply != null) {
                open.add(reply);
                done.add(reply.thenAccept(came -> replies.put(worker.incarnation(), came)));
            }
        }
        Future<?> deadline = loop.schedule(() -> open.forEach(reply -> reply.cancel(false)), limitMillis,
                TimeUnit.MILLISECONDS);
        return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).handle((all, refusal) -> {
            deadline.cancel(false);
            return replies;
        });
    }
}
