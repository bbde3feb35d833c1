package io.quarkiverse.socketio.runtime.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.presence.PresenceMessage.Announce;

/**
 * The other servers that are running, with the copies of their users. A server is dropped with its users when it stops, when it
 * leaves the list of its channel, and when its lease is over.
 * <p>
 * Thread: the mailbox.
 */
final class Replicas {
    /** More servers are not known; a limit against foreign messages only. */
    private static final int MAX_SERVERS = 4096;

    private final RemoteUsers users;
    private final long leaseNanos;
    private final Map<String, Known> servers = new HashMap<>();
    /** The servers that have stopped, of which late messages may arrive, with the time until which these are ignored. */
    private final Map<String, Long> stopped = new HashMap<>();
    /** The last list of each channel that has one. */
    private final Map<Integer, Set<String>> peers = new HashMap<>();

    /** A server that is running. */
    static final class Known {
        private final Replica replica;
        private Route route;
        private boolean ready;
        /** Whether the list of its channel has had it. */
        private boolean listed;
        private long deadline;

        private Known(Replica replica, Route route) {
            this.replica = replica;
            this.route = route;
        }

        Replica replica() {
            return replica;
        }

        Route route() {
            return route;
        }

        boolean isReady() {
            return ready;
        }
    }

    Replicas(RemoteUsers users, Duration lease) {
        this.users = users;
        this.leaseNanos = lease.toNanos();
    }

    /** Returns the way to a server; {@code null} if it is not known. */
    @Nullable
    Route routeTo(String id) {
        Known known = servers.get(id);
        return known == null ? null : known.route;
    }

    Iterable<Known> all() {
        return servers.values();
    }

    /**
     * Returns the sender of a message, which is running; {@code null} if it is not known, has stopped, or its messages arrive
     * over a better channel.
     */
    @Nullable
    Known sender(String id, Route route, long now) {
        Known known = servers.get(id);
        if (known == null || route.channel() > known.route.channel()) {
            return null;
        }
        if (!route.equals(known.route)) {
            known.route = route;
            known.listed = isListed(route);
        }
        known.deadline = now + leaseNanos;
        return known;
    }

    /**
     * A server is running, which need not be known.
     *
     * @param early whether this server has just started
     */
    void onAnnounce(PresenceMessage.Received head, Announce announce, Route route, long now, boolean early) { // wall: a message
        if (stopped.containsKey(head.sender())) {
            return;
        }
        if (!servers.containsKey(head.sender()) && servers.size() < MAX_SERVERS) {
            ServerInfo info = new ServerInfo(head.sender(), announce.host(), announce.worker());
            Known added = new Known(new Replica(info, users, head.changes(), early), route);
            added.listed = isListed(route);
            servers.put(head.sender(), added);
        }
        Known known = sender(head.sender(), route, now);
        if (known != null) {
            known.ready = announce.ready();
            known.replica.onAnnounce(head.changes());
        }
    }

    private boolean isListed(Route route) {
        return peers.getOrDefault(route.channel(), Set.of()).contains(route.name());
    }

    /** A server has stopped: its late messages are ignored. */
    void onStopped(String id, long now) {
        if (stopped.size() < MAX_SERVERS) {
            stopped.put(id, now + leaseNanos);
        }
        drop(id);
    }

    private void drop(String id) {
        Known known = servers.remove(id);
        if (known != null) {
            known.replica.clear();
        }
    }

    /** The list of a channel has changed. Returns the ids of the servers that left it. */
    List<String> onPeers(int channel, Set<String> names, long now) {
        peers.put(channel, names);
        List<String> left = new ArrayList<>();
        servers.forEach((id, known) -> {
            if (known.route.channel() == channel) {
                if (names.contains(known.route.name())) {
                    known.listed = true;
                } else if (known.listed) {
                    left.add(id);
                }
            }
        });
        left.forEach(id -> onStopped(id, now));
        return left;
    }

    /**
     * Drops the servers whose lease is over. They are known again when they send a sign of life.
     *
     * @param late the time for which this process did not run, so that it could not receive signs of life
     * @param onDropped takes the servers
     */
    void expire(long now, long late, Consumer<ServerInfo> onDropped) {
        stopped.values().removeIf(until -> until - now <= 0);
        for (Map.Entry<String, Known> entry : List.copyOf(servers.entrySet())) {
            entry.getValue().deadline += late;
            if (entry.getValue().deadline - now <= 0) {
                drop(entry.getKey());
                onDropped.accept(entry.getValue().replica.server());
            }
        }
    }
}
