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
        void complete(LinkMessage.Answer answer) {
            if (!answer.ok()) {
                reply.completeExceptionally(new IllegalArgumentException(answer.text()));
                return;
            }
            try {
                reply.complete(query.readReply(answer.text()));
            } catch (LinkException e) {
                reply.completeExceptionally(e);
            }
        }
    }

    /**
     * Sends a query.
     *
     * @return completed on the thread that receives the answer, with an {@link IllegalArgumentException} that has the reason
     *        when the other side cannot answer; never completed when the link is closed before; to be cancelled by a caller
     *        that waits no longer
     */
    public <R extends QueryReply> CompletableFuture<R> send(Query<R> query) {
        int id = lastId.incrementAndGet();
        CompletableFuture<R> reply = new CompletableFuture<>();
        pending.put(id, new Pending<>(query, reply));
        reply.whenComplete((done, failure) -> pending.remove(id));
        link.accept(new LinkMessage.Question(id, query));
        return reply;
    }

    public void onAnswer(LinkMessage.Answer answer) {
        Pending<?> waiting = pending.get(answer.id());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }
}
