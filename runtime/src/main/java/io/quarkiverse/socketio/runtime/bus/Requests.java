package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Questions to all other servers, and their answers. A question ends when all have answered, or are gone, or its time is over;
 * then the
 * answers that came are given, so that one dead or slow server never spoils it.
 * <p>
 * Thread: any. The lock of a question is never held while calling out.
 *
 * @param <T> what one answer has any number of
 */
final class Requests<T> {
    private final ScheduledExecutorService timer;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Question> open = new ConcurrentHashMap<>();

    Requests(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Asks.
     *
     * @param servers who is asked
     * @param own this server's own part of the answer
     * @param ask sends the question of that id
     * @param done is given all answers, once
     */
    void ask(Set<String> servers, List<T> own, Duration timeout, LongConsumer ask, Consumer<List<T>> done) {
        if (servers.isEmpty()) {
            done.accept(own);
            return;
        }
        long id = ids.incrementAndGet();
        Question question = new Question(id, servers, own, done);
        open.put(id, question);
        question.timeout = timer.schedule(question::end, timeout.toNanos(), TimeUnit.NANOSECONDS);
        ask.accept(id);
    }

    void onAnswer(String server, long id, List<T> answer) {
        Question question = open.get(id);
        if (question != null) {
            question.answered(server, answer);
        }
    }

    /** Nobody waits for a server that is gone. */
    void onPeers(Set<String> servers) {
        open.values().forEach(question -> question.onlyFrom(servers));
    }

    private final class Question {
        private final long id;
        private final Set<String> missing;
        private final List<T> answers;
        private final Consumer<List<T>> done;
        private volatile @Nullable ScheduledFuture<?> timeout;

        Question(long id, Set<String> servers, List<T> own, Consumer<List<T>> done) {
            this.id = id;
            this.missing = new HashSet<>(servers);
            this.answers = new ArrayList<>(own);
            this.done = done;
        }

        void answered(String server, List<T> answer) {
            boolean complete;
            synchronized (this) {
                if (missing.remove(server)) {
                    answers.addAll(answer);
                }
                complete = missing.isEmpty();
            }
            if (complete) {
                end();
            }
        }

        void onlyFrom(Set<String> servers) {
            boolean complete;
            synchronized (this) {
                missing.retainAll(servers);
                complete = missing.isEmpty();
            }
            if (complete) {
                end();
            }
        }

        void end() {
            if (open.remove(id) == null) {
                return;
            }
            ScheduledFuture<?> running = timeout;
            if (running != null) {
                running.cancel(false);
            }
            List<T> all;
            synchronized (this) {
                all = List.copyOf(answers);
            }
            done.accept(all);
        }
    }
}
