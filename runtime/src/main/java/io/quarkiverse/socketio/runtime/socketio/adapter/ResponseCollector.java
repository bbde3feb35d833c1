package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.rooms.HeldAnswers;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.subscription.UniEmitter;

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
    /** Stands for all servers whose names are not known. */
    private static final String UNLISTED = "servers of other hosts";
    /** More servers than there can be, as long as their number is not known. */
    private static final int UNKNOWN = 1 << 30;

    private static final class Tally {
        /** Servers of this name that have not announced their count. */
        private int silent;
        /** Responses that were announced and not received; negative if some came before the announcement. */
        private int due;

        boolean isDone() {
            return silent == 0 && due == 0;
        }
    }

    private static final String TOO_MUCH = "Answers that waited for others were dropped, and the question with them: clients make"
            + " the server hold more than quarkus.socketio.limits.total-buffered-bytes. Ask fewer clients at a time, for smaller"
            + " answers, or with a shorter timeout";

    private final UniEmitter<? super Responses<T>> result;
    private final Set<String> listed;
    /** The servers that have still to respond. Guarded by this, as all below. */
    private final Map<String, Tally> open = new HashMap<>();
    private final List<T> responses = new ArrayList<>();
    private final List<Runnable> cleanups = new ArrayList<>(2);
    /** Servers that cannot respond. */
    private final Set<String> missing = new HashSet<>();
    /** Why servers are missing that were not waited for. */
    private @Nullable String failure;
    private boolean completed;

    /**
     * @param servers those that are asked
     * @param result takes the responses, or the failure
     */
    public ResponseCollector(Set<String> servers, UniEmitter<? super Responses<T>> result) {
        this.result = result;
        this.listed = Set.copyOf(servers);
        for (String server : servers) {
            Tally tally = new Tally();
            tally.silent = 1;
            open.put(server, tally);
        }
    }

    /**
     * Also waits for servers whose names are not known: responses of servers that are not listed are theirs. If their number
     * cannot be found out, they are missing.
     *
     * @param count how many there are
     */
    public void expectUnlisted(CompletionStage<Integer> count) {
        synchronized (this) {
            Tally tally = new Tally();
            tally.silent = UNKNOWN;
            open.put(UNLISTED, tally);
        }
        count.whenComplete((servers, cause) -> {
            if (cause == null) {
                tally(UNLISTED, UNKNOWN - servers, 0, null);
            } else {
                update(() -> {
                    missing.add(UNLISTED);
                    failure = "those of other hosts are not reached (" + messageOf(cause) + ")";
                    open.remove(UNLISTED);
                });
            }
        });
    }

    private static String messageOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
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
            if (open.containsKey(nameOf(server))) {
                responses.addAll(part);
            }
        });
        if (!more) {
            expect(server, 0);
        }
    }

    private void tally(String server, int announced, int due, @Nullable T response) {
        update(() -> {
            Tally tally = open.get(nameOf(server));
            if (tally == null) { // not asked, or done
                return;
            }
            tally.silent -= announced;
            tally.due += due;
            if (response != null) {
                responses.add(response);
            }
            if (tally.isDone()) {
                open.remove(nameOf(server));
            }
        });
    }

    private String nameOf(String server) {
        return listed.contains(server) ? server : UNLISTED;
    }

    /** Stops waiting for servers that are not listed. */
    public void retainServers(Set<String> servers) {
        update(() -> open.keySet().removeIf(server -> !server.equals(UNLISTED) && !servers.contains(server)));
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
        Responses<T> all;
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
            String reason = open.isEmpty() ? failure : null; // others were waited for
            missing.addAll(open.keySet());
            all = new Responses<>(List.copyOf(responses), Set.copyOf(missing), reason);
        }
        cleanups.forEach(Runnable::run);
        result.complete(all);
    }

    /** Holds the bytes of a response until this is completed; this fails if the server may hold no more of that sender. */
    public void hold(HeldAnswers sender, long bytes) {
        onComplete(sender.hold(bytes, this::fail));
    }

    /** Drops the responses. */
    private void fail() {
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
            responses.clear();
        }
        cleanups.forEach(Runnable::run);
        result.fail(new SocketIOException(TOO_MUCH));
    }
}
