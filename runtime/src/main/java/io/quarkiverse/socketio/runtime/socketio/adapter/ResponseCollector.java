package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * A request to servers, each of which tells how many responses it has, and then gives them. It ends when nobody is left who
 * could still answer, or when its time is over: who is gone is not waited for, what it answered before counts.
 * <p>
 * Thread: any. Its lock is never held while calling out.
 *
 * @param <T> an answer
 */
public final class ResponseCollector<T> {
    private static final class Tally {
        /** How many servers of this name have not told their count. */
        private int silent;
        /** Answers that are due; negative if some were faster than their count. */
        private int due;

        boolean isDone() {
            return silent == 0 && due == 0;
        }
    }

    private final Consumer<Responses<T>> done;
    /** Guarded by this, as all below: the servers that have still to answer. */
    private final Map<String, Tally> open = new HashMap<>();
    private final List<T> responses = new ArrayList<>();
    private final List<Runnable> cleanups = new ArrayList<>(2);
    private boolean completed;

    /**
     * @param servers who is asked
     * @param done is given the responses, once
     */
    public ResponseCollector(Set<String> servers, Consumer<Responses<T>> done) {
        this.done = done;
        for (String server : servers) {
            Tally tally = new Tally();
            tally.silent = 1;
            open.put(server, tally);
        }
    }

    /** Begins to measure the time. */
    public void start(Scheduler scheduler, Duration timeout) {
        onComplete(scheduler.schedule(timeout, this::complete));
        update(() -> {
        });
    }

    /** Runs something after the end, or now if that was before. */
    public void onComplete(Runnable cleanup) {
        synchronized (this) {
            if (!completed) {
                cleanups.add(cleanup);
                return;
            }
        }
        cleanup.run();
    }

    /** A server tells how many responses it has. */
    public void expect(String server, int count) {
        tally(server, 1, count, null);
    }

    public void addResponse(String server, T answer) {
        tally(server, 0, -1, answer);
    }

    /** One of a server's responses will not come. */
    public void withdraw(String server) {
        tally(server, 0, -1, null);
    }

    /** Some of a server's responses, or the last ones; such a server needs not tell how many. */
    public void addResponses(String server, List<T> part, boolean more) {
        update(() -> {
            if (open.containsKey(server)) {
                responses.addAll(part);
            }
        });
        if (!more) {
            expect(server, 0);
        }
    }

    private void tally(String server, int told, int due, @Nullable T answer) {
        update(() -> {
            Tally tally = open.get(server);
            if (tally == null) { // nobody asked it, or it is done
                return;
            }
            tally.silent -= told;
            tally.due += due;
            if (answer != null) {
                responses.add(answer);
            }
            if (tally.isDone()) {
                open.remove(server);
            }
        });
    }

    /** Only these servers are still there. */
    public void retainServers(Set<String> servers) {
        update(() -> open.keySet().retainAll(servers));
    }

    private void update(Runnable change) {
        synchronized (this) {
            if (completed) {
                return;
            }
            change.run();
            if (!open.isEmpty()) {
                return;
            }
        }
        complete();
    }

    /** Ends it with the responses that came. */
    public void complete() {
        Responses<T> result;
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
            result = new Responses<>(List.copyOf(responses), Set.copyOf(open.keySet()));
        }
        cleanups.forEach(Runnable::run);
        done.accept(result);
    }
}
