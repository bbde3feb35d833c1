package io.quarkiverse.socketio.runtime.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.presence.PresenceMessage.FetchedUsers;

/**
 * The copy of the users of one other server. It is complete if no change is missing since all users were fetched; else the
 * users are to be fetched again, and changes that arrive meanwhile are applied at once, as a state replaces the one before.
 * <p>
 * Thread: the mailbox.
 */
final class Replica {
    /** Users that may change while all are fetched. */
    private static final int MAX_RECENT = 100_000;

    private final ServerInfo server;
    private final RemoteUsers all;
    private final Set<String> users = new HashSet<>();
    /** Whether the users that are fetched first were online before this server started. */
    private boolean early;
    private boolean complete;
    /** The number of the last change. */
    private long last;
    /** No change after this number is missing. */
    private long floor;
    /** The users that changed since the fetch began, with the numbers of the changes. */
    private final Map<String, Long> recent = new HashMap<>();
    private @Nullable Fetch fetch;

    /** Users that are being received. */
    private static final class Fetch {
        private final long request;
        private final long since;
        private final long floor;
        private final Map<String, UserState> states = new HashMap<>();
        private long bytes;
        private int parts;

        private Fetch(long request, long since, long floor) {
            this.request = request;
            this.since = since;
            this.floor = floor;
        }
    }

    /**
     * @param changes that the server has published
     * @param early whether this server has just started
     */
    Replica(ServerInfo server, RemoteUsers all, long changes, boolean early) {
        this.server = server;
        this.all = all;
        this.last = changes;
        this.floor = changes;
        this.complete = changes == 0;
        this.early = early && !complete;
    }

    ServerInfo server() {
        return server;
    }

    /** Returns whether the users are to be fetched: now, if that was not tried after the given time. */
    boolean needsFetch(long after) {
        return !complete && (fetch == null || fetch.since - after < 0);
    }

    /** Starts to receive the users; the response has all changes that were received before. */
    void startFetch(long request, long now) {
        endFetch();
        floor = last;
        recent.clear();
        fetch = new Fetch(request, now, floor);
    }

    private void endFetch() {
        if (fetch != null) {
            all.release(fetch.bytes);
            fetch = null;
        }
    }

    /** The server has published so many changes before. */
    void onAnnounce(long changes) {
        if (changes > last) {
            miss(changes);
        }
    }

    private void miss(long until) {
        complete = false;
        last = until;
        floor = until;
    }

    void onChanges(long number, List<UserState> states) {
        if (number <= last) {
            return; // over another channel
        }
        if (number > last + 1) {
            miss(number - 1);
        }
        last = number;
        for (UserState state : states) {
            apply(state);
            if (fetch != null) {
                recent.put(state.user(), number);
            }
        }
        if (recent.size() > MAX_RECENT) {
            endFetch();
        }
    }

    private void apply(UserState state) {
        if (all.put(server, state)) {
            users.add(state.user());
        } else {
            users.remove(state.user());
        }
    }

    /** @param changes the number of the last change that the fetched states have */
    void onFetched(long changes, FetchedUsers part) {
        Fetch present = fetch;
        if (present == null || present.request != part.request() || present.parts != part.part()) {
            return; // a part is lost, and the timeout will tell
        }
        present.parts++;
        for (UserState state : part.states()) {
            if (all.reserve(state.bytes())) {
                present.bytes += state.bytes();
                present.states.put(state.user(), state);
            }
        }
        if (!part.more()) {
            endFetch();
            if (present.floor == floor) { // else a change was lost meanwhile
                finish(changes, present.states);
            }
        }
    }

    private void finish(long changes, Map<String, UserState> fetched) {
        complete = true;
        for (String user : List.copyOf(users)) {
            if (!fetched.containsKey(user) && recent.getOrDefault(user, 0L) <= changes) {
                apply(UserState.absent(user));
            }
        }
        fetched.forEach((user, state) -> {
            if (recent.getOrDefault(user, 0L) <= changes) {
                apply(state);
                if (early) {
                    all.onPresentBefore(user);
                }
            }
        });
        early = false;
        recent.clear();
        last = changes < floor ? changes : Math.max(last, changes); // it knows its own number best
        floor = last;
    }

    /** Removes all users: the server has stopped. */
    void clear() {
        endFetch();
        List.copyOf(users).forEach(user -> apply(UserState.absent(user)));
    }
}
