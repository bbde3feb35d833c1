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
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;

/**
 * Asks many workers the same question and collects the answers that come within a time limit.
 * <p>
 * Thread: the primary's event loop.
 */
public final class ScatterGather {
    private final EventExecutor loop;
    private final Workers workers;

    public ScatterGather(EventExecutor loop, Workers workers) {
        this.loop = loop;
        this.workers = workers;
    }

    /** Sends a question to one worker. */
    public interface Workers {
        /**
         * @return completed on the event loop, exceptionally when the worker refuses to answer; cancelled by the caller that
         *         waits no longer; {@code null} if the worker is not connected
         */
        @Nullable
        CompletableFuture<String> ask(int incarnation, String question);
    }

    /** @return completed on the event loop with the answers by incarnation, without workers that refused or were late */
    public CompletionStage<Map<Integer, String>> ask(Collection<Worker> asked, String question, long limitMillis) {
        Map<Integer, String> answers = new HashMap<>();
        List<CompletableFuture<?>> open = new ArrayList<>();
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Worker worker : asked) {
            CompletableFuture<String> answer = workers.ask(worker.incarnation(), question);
            if (answer != null) {
                open.add(answer);
                done.add(answer.thenAccept(text -> answers.put(worker.incarnation(), text)));
            }
        }
        Future<?> deadline = loop.schedule(() -> open.forEach(answer -> answer.cancel(false)), limitMillis,
                TimeUnit.MILLISECONDS);
        return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).handle((all, refusal) -> {
            deadline.cancel(false);
            return answers;
        });
    }
}
