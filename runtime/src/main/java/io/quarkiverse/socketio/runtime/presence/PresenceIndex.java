package io.quarkiverse.socketio.runtime.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

import org.jspecify.annotations.Nullable;

/**
 * The users that are online, with what each server has of them.
 * <p>
 * Thread: any. The change of one user is atomic; nothing is called under the lock of its entry.
 */
public final class PresenceIndex {
    private final Map<String, UserEntry> users = new ConcurrentHashMap<>();
    /** The keys of the map, for pages. */
    private final NavigableSet<String> ids = new ConcurrentSkipListSet<>();

    /** A user with all states. */
    public record User(String id, UserEntry entry) {
    }

    /** Replaces what one server has of a user. */
    void put(ServerInfo server, UserState state) {
        users.compute(state.user(), (user, present) -> {
            UserEntry next = UserEntry.replace(present, server, state);
            if (next == null) {
                ids.remove(user);
            } else if (present == null) {
                ids.add(user);
            }
            return next;
        });
    }

    public boolean contains(String user) {
        return users.containsKey(user);
    }

    public @Nullable UserEntry find(String user) {
        return users.get(user);
    }

    /** Returns what a server has of a user. */
    UserState stateOf(ServerInfo server, String user) {
        UserEntry entry = users.get(user);
        UserState state = entry == null ? null : entry.stateOf(server);
        return state == null ? UserState.absent(user) : state;
    }

    /**
     * Returns users in the order of their ids.
     *
     * @param after the id before the first one; {@code null} to begin
     */
    public List<User> list(@Nullable String after, int limit) {
        List<User> page = new ArrayList<>(Math.min(limit, 16));
        for (String id : after == null ? ids : ids.tailSet(after, false)) {
            UserEntry entry = users.get(id);
            if (entry != null) { // else the user has just left
                page.add(new User(id, entry));
            }
            if (page.size() == limit) {
                break;
            }
        }
        return page;
    }

    public long size() {
        return users.size();
    }
}
