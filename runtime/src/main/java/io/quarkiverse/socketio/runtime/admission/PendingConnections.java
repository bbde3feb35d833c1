package io.quarkiverse.socketio.runtime.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Limits the connections that have not sent a request yet. Once all places are taken, the oldest connection of the address with
 * the most connections is removed: an address never loses one as long as another address has more, so a client that opens many
 * displaces only its own. Where all connections come from one address, for instance that of a load balancer, the oldest of all
 * is removed. An IPv6 /64 network counts as one address.
 * <p>
 * Each operation takes constant time.
 * <p>
 * Thread: one at a time.
 *
 * @param <C> the type of connections, no two of which are equal
 */
public final class PendingConnections<C> {
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Object UNKNOWN_NETWORK = "unknown";
    /** When file descriptors run out, the number of connections divided by this is removed at once. */
    private static final int SHARE_TO_REMOVE = 16;

    private final int capacity;
    private final Map<C, Source<C>> sources = new HashMap<>();
    private final Map<Object, Source<C>> byAddress = new HashMap<>();
    /** At index n the addresses with n connections; first the one that has had n for the longest time. */
    private final List<LinkedHashSet<Source<C>>> bySize = new ArrayList<>();
    private int largest;

    /** @param capacity the number of places */
    public PendingConnections(int capacity) {
        this.capacity = capacity;
        bySize.add(new LinkedHashSet<>());
    }

    /** An address and its connections. */
    private static final class Source<C> {
        final Object address;
        /** In the order in which they were added. */
        final LinkedHashSet<C> connections = new LinkedHashSet<>();

        Source(Object address) {
            this.address = address;
        }
    }

    /**
     * Returns a key that is equal for the addresses of one client: the address itself with IPv4, its /64 network with IPv6, as a
     * client can use any address of its network. All addresses that are not of IP have the same key.
     */
    private static Object network(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return UNKNOWN_NETWORK;
        }
        InetAddress host = internet.getAddress();
        return host instanceof Inet6Address ? ByteBuffer.wrap(host.getAddress(), 0, IPV6_NETWORK_BYTES) : host;
    }

    public int size() {
        return sources.size();
    }

    /**
     * Adds a connection. Returns the connection that is removed for it and is to be closed; null when there was a free place.
     */
    public @Nullable C add(C connection, @Nullable SocketAddress from) {
        Source<C> source = byAddress.computeIfAbsent(network(from), Source::new);
        leave(source);
        source.connections.add(connection);
        enter(source);
        sources.put(connection, source);
        return sources.size() > capacity ? removeOldest() : null;
    }

    /** Removes a connection that has sent its request, or is closed. */
    public void remove(C connection) {
        Source<C> source = sources.remove(connection);
        if (source != null) {
            leave(source);
            source.connections.remove(connection);
            enter(source);
        }
    }

    /** Removes and returns the oldest connection of the address with the most; null when there is none. */
    public @Nullable C removeOldest() {
        if (largest == 0) {
            return null;
        }
        C oldest = bySize.get(largest).iterator().next().connections.iterator().next();
        remove(oldest);
        return oldest;
    }

    /** Removes and returns the oldest connections, a share of all, for when file descriptors run out. */
    public List<C> removeShare() {
        List<C> removed = new ArrayList<>();
        for (int left = 1 + size() / SHARE_TO_REMOVE; left > 0 && size() > 0; left--) {
            removed.add(Objects.requireNonNull(removeOldest()));
        }
        return removed;
    }

    private void leave(Source<C> source) {
        bySize.get(source.connections.size()).remove(source);
    }

    /** Called after the number of its connections has changed by one, so that the largest number changes by at most one too. */
    private void enter(Source<C> source) {
        int size = source.connections.size();
        if (size == 0) {
            byAddress.remove(source.address);
        } else {
            if (size == bySize.size()) {
                bySize.add(new LinkedHashSet<>());
            }
            bySize.get(size).add(source);
        }
        if (size > largest) {
            largest = size;
        } else if (largest > 0 && bySize.get(largest).isEmpty()) {
            largest--;
        }
    }
}
