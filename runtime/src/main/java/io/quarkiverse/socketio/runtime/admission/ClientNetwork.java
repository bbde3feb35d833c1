package io.quarkiverse.socketio.runtime.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Computes keys that identify clients by their addresses: the address itself with IPv4, its /64 network with IPv6, as a client
 * can use any address of its network.
 */
final class ClientNetwork {
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Object UNKNOWN = "unknown";

    private ClientNetwork() {
    }

    /** Returns a key that is equal for the addresses of one client. All addresses that are not of IP have the same key. */
    static Object of(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return UNKNOWN;
        }
        InetAddress host = internet.getAddress();
        return host instanceof Inet6Address ? ByteBuffer.wrap(host.getAddress(), 0, IPV6_NETWORK_BYTES) : host;
    }
}
