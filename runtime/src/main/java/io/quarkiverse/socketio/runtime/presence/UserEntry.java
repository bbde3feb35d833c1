package io.quarkiverse.socketio.runtime.presence;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What all servers have of one user.
 * <p>
 * Thread: any; immutable.
 */
public record UserEntry(List<ServerState> servers) {
    private static final UserEntry NONE = new UserEntry(List.of());

    /** What one server has of the user. */
    record ServerState(ServerInfo server, UserState state) {
    }

    /** A socket and its server. */
    public record Located(ServerInfo server, SocketEntry socket) {
    }

    /** Replaces the state of one server; returns {@code null} if no server is left. */
    static @Nullable UserEntry replace(@Nullable UserEntry present, ServerInfo server, UserState state) {
        UserEntry before = present == null ? NONE : present;
        List<ServerState> next = new ArrayList<>(before.servers.size() + 1);
        for (ServerState one : before.servers) {
            if (!one.server.id().equals(server.id())) {
                next.add(one);
            }
        }
        if (state.isPresent()) {
            next.add(new ServerState(server, state));
        }
        return next.isEmpty() ? null : new UserEntry(List.copyOf(next));
    }

    /** Returns the state of a server; {@code null} if it has none. */
    @Nullable
    UserState stateOf(ServerInfo server) {
        for (ServerState one : servers) {
            if (one.server.id().equals(server.id())) {
                return one.state;
            }
        }
        return null;
    }

    /** Returns when the first of the sockets was connected, in milliseconds since 1970. */
    public long since() {
        return servers.stream().mapToLong(one -> one.state.since()).min().orElse(0);
    }

    /** Returns the number of all sockets. */
    public int sockets() {
        return (int) Math.min(Integer.MAX_VALUE, servers.stream().mapToLong(one -> one.state.sockets()).sum());
    }

    /** Returns some of the sockets. */
    public List<Located> listed(int limit) {
        return servers.stream().flatMap(one -> one.state.listed().stream().map(socket -> new Located(one.server, socket)))
                .limit(limit).toList();
    }
}
