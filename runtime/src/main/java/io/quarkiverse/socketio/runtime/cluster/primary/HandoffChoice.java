package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.Optional;

import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.Handoff;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * Chooses the {@link Handoff} of the cluster: the configured one, else descriptors where that is known to work, else proxying.
 * <p>
 * Thread: any.
 */
final class HandoffChoice {
    private HandoffChoice() {
    }

    /**
     * Chooses.
     *
     * @throws ClusterStartException when the configured handoff is not possible here
     */
    static Handoff of(Optional<Handoff> wanted, NettyTransport transport) {
        if (wanted.isEmpty()) {
            // KQueue could pass descriptors as well, but this is not tested
            return transport == NettyTransport.EPOLL ? Handoff.DESCRIPTOR : Handoff.PROXY;
        }
        if (wanted.get() == Handoff.DESCRIPTOR && !transport.passesDescriptors()) {
            throw new ClusterStartException(
                    "quarkus.socketio.cluster.handoff=descriptor needs one of Netty's native transports, and none "
                            + "can be used here (" + rootMessage(NettyTransport.epollUnavailabilityCause())
                            + "). Put io.netty:netty-transport-native-epoll of this platform on the class path, or set that key to auto "
                            + "or proxy");
        }
        return wanted.get();
    }

    /** Returns a description for the log. */
    static String describe(Handoff handoff) {
        return handoff == Handoff.DESCRIPTOR ? "get the sockets of clients (handoff=descriptor)"
                : "get the bytes of clients through it (handoff=proxy)";
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
