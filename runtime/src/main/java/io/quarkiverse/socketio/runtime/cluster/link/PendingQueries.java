package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The queries that one side of a link has sent and that are not answered yet.
 * <p>
 * Thread: any.
 */
public final class PendingQueries {
    private final Consumer<LinkMessage> link;
    private final Map<Integer, Pending<?>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();

    /** @param link sends messages */
    public PendingQueries(Consumer<LinkMessage> link) {
        this.link = link;
    }

    private record Pending<R extends QueryReply>(Query<R> query, CompletableFuture<R> reply) {
        void complete(LinkMessage.QueryResponse response) {
            if (!response.ok()) {
                reply.completeExceptionally(new IllegalArgumentException(response.text()));
                return;
            }
            try {
                reply.complete(query.readReply(response.text()));
            } catch (LinkException e) {
                reply.completeExceptionally(e);
            }
        }
    }

    /**
     * Sends a query.
     *
     * @return completed on the thread that receives the response, with an {@link IllegalArgumentException} that has the reason
     *        when the other side cannot reply; never completed when the link is closed before; to be cancelled by a caller
     *        that waits no longer
     */
    public <R extends QueryReply> CompletableFuture<R> send(Query<R> query) {
        int id = lastId.incrementAndGet();
        CompletableFuture<R> reply = new CompletableFuture<>();
        pending.put(id, new Pending<>(query, reply));
        reply.whenComplete((done, failure) -> pending.remove(id));
        link.accept(new LinkMessage.QueryRequest(id, query));
        return reply;
    }

    public void onResponse(LinkMessage.QueryResponse response) {
        Pending<?> waiting = pending.get(response.id());
        if (waiting != null) {
            waiting.complete(response);
        }
    }
}
