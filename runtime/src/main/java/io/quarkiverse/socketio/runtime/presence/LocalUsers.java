package io.quarkiverse.socketio.runtime.presence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users of the sockets of this server, each with all sockets: the only record of these. Updates the index with each change.
 * <p>
 * Thread: any; the changes of one user are made one after the other.
 */
final class LocalUsers {
    private final ServerInfo self;
    private final PresenceIndex index;
    private final int maxListed;
    private final Map<String, Map<SocketKey, SocketEntry>> users = new ConcurrentHashMap<>();

    private record SocketKey(String namespace, String id) {
    }

    /** @param maxListed of the sockets of one user that other servers are told of */
    LocalUsers(ServerInfo self, PresenceIndex index, int maxListed) {
        this.self = self;
        this.index = index;
        this.maxListed = maxListed;
    }

    void add(String user, SocketEntry socket) {
        users.compute(user, (id, present) -> {
            Map<SocketKey, SocketEntry> sockets = present == null ? new LinkedHashMap<>(4) : present;
            if (sockets.putIfAbsent(new SocketKey(socket.namespace(), socket.id()), socket) == null) {
                index.put(self, stateOf(id, sockets));
            }
            return sockets;
        });
    }

    /** Returns whether the user had that socket. */
    boolean remove(String user, String namespace, String socket) {
        boolean[] removed = { false };
        users.computeIfPresent(user, (id, sockets) -> {
            if (sockets.remove(new SocketKey(namespace, socket)) != null) {
                removed[0] = true;
                index.put(self, stateOf(id, sockets));
            }
            return sockets.isEmpty() ? null : sockets;
        });
        return removed[0];
    }

    private UserState stateOf(String user, Map<SocketKey, SocketEntry> sockets) {
        if (sockets.isEmpty()) {
            return UserState.absent(user);
        }
        List<SocketEntry> listed = sockets.values().stream().limit(maxListed).toList(); // a user may have any number
        return new UserState(user, sockets.values().iterator().next().since(), sockets.size(), listed);
    }

    /** Returns a copy of the users. */
    List<String> users() {
        return List.copyOf(users.keySet());
    }
}
