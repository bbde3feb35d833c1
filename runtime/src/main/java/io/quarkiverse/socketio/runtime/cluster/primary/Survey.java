package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;

/**
 * Asks many workers the same question, and does not wait longer than the time limit for any.
 * <p>
 * Thread: the primary's event loop.
 */
final class Survey {
    private final EventExecutor loop;
    private final IntFunction<@Nullable WorkerLink> links;

    Survey(EventExecutor loop, IntFunction<@Nullable WorkerLink> links) {
        this.loop = loop;
        this.links = links;
    }

    /** @param result told once: the answer of each incarnation that gave one in time */
    void ask(Collection<Worker> workers, String question, long limitMillis, Consumer<Map<Integer, String>> result) {
        Round round = new Round(result);
        for (Worker worker : workers) {
            WorkerLink link = links.apply(worker.incarnation);
            if (link != null && link.isLinked()) {
                round.ask(link, question);
            }
        }
        round.begin(limitMillis);
    }

    private final class Round {
        private final Consumer<Map<Integer, String>> result;
        private final Map<WorkerLink, Integer> open = new HashMap<>();
        private final Map<Integer, String> answers = new HashMap<>();
        private @Nullable Future<?> deadline;
        private boolean begun;

        Round(Consumer<Map<Integer, String>> result) {
            this.result = result;
        }

        void ask(WorkerLink link, String question) {
            open.put(link, link.ask(question, (ok, text) -> {
                open.remove(link);
                if (ok) {
                    answers.put(link.incarnation, text);
                }
                endIfComplete();
            }));
        }

        void begin(long limitMillis) {
            begun = true;
            deadline = loop.schedule(this::end, limitMillis, TimeUnit.MILLISECONDS);
            endIfComplete();
        }

        private void endIfComplete() {
            if (begun && open.isEmpty() && deadline != null && deadline.cancel(false)) {
                result.accept(answers);
            }
        }

        /** A late answer finds nobody who waits for it. */
        private void end() {
            open.forEach(WorkerLink::forget);
            open.clear();
            result.accept(answers);
        }
    }
}
