package io.quarkiverse.socketio.runtime.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/** Keys that tell clients apart. With IPv6 each client has a /64 network to choose its address from, so the network counts. */
final class ClientNetwork {
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Object UNKNOWN = "unknown";

    private ClientNetwork() {
    }

    /** A key that is equal for addresses of the same client; all that are no Internet addresses have the same. */
    static Object of(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return UNKNOWN;
        }
        InetAddress host = internet.getAddress();
        return host instanceof Inet6Address ? ByteBuffer.wrap(host.getAddress(), 0, IPV6_NETWORK_BYTES) : host;
    }
}
