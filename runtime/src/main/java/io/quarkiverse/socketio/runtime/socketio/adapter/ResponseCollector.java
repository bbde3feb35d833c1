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
 * Collects the responses of servers to one request. Each server announces how many responses it has, and sends them. Completes
 * when no server is left that could still respond, or after a timeout; the responses of a server that has gone meanwhile are
 * kept.
 * <p>
 * Thread: any. Its lock is never held while calling out.
 *
 * @param <T> a response
 */
public final class ResponseCollector<T> {
    private static final class Tally {
        /** Servers of this name that have not announced their count. */
        private int silent;
        /** Responses that were announced and not received; negative if some came before the announcement. */
        private int due;

        boolean isDone() {
            return silent == 0 && due == 0;
        }
    }

    private final Consumer<Responses<T>> done;
    /** The servers that have still to respond. Guarded by this, as all below. */
    private final Map<String, Tally> open = new HashMap<>();
    private final List<T> responses = new ArrayList<>();
    private final List<Runnable> cleanups = new ArrayList<>(2);
    private boolean completed;

    /**
     * @param servers those that are asked
     * @param done takes the responses, once
     */
    public ResponseCollector(Set<String> servers, Consumer<Responses<T>> done) {
        this.done = done;
        for (String server : servers) {
            Tally tally = new Tally();
            tally.silent = 1;
            open.put(server, tally);
        }
    }

    public void start(Scheduler scheduler, Duration timeout) {
        onComplete(scheduler.schedule(timeout, this::complete));
        update(() -> {
        });
    }

    /** Runs an action on completion, or now if this is completed. */
    public void onComplete(Runnable cleanup) {
        synchronized (this) {
            if (!completed) {
                cleanups.add(cleanup);
                return;
            }
        }
        cleanup.run();
    }

    /** Announces a number of responses of a server. */
    public void expect(String server, int count) {
        tally(server, 1, count, null);
    }

    public void addResponse(String server, T response) {
        tally(server, 0, -1, response);
    }

    /** One of the announced responses will not come. */
    public void withdraw(String server) {
        tally(server, 0, -1, null);
    }

    /** Adds some of a server's responses; with the last ones, the server needs no announcement. */
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

    private void tally(String server, int announced, int due, @Nullable T response) {
        update(() -> {
            Tally tally = open.get(server);
            if (tally == null) { // not asked, or done
                return;
            }
            tally.silent -= announced;
            tally.due += due;
            if (response != null) {
                responses.add(response);
            }
            if (tally.isDone()) {
                open.remove(server);
            }
        });
    }

    /** Stops waiting for servers that are not listed. */
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

    /** Completes with the responses received so far. */
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
