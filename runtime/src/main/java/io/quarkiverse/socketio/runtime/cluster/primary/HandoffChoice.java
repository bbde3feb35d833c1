package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.Optional;

import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * Chooses the {@link HandoffMode} of the cluster: the configured one, else descriptors where that is known to work, else
 * proxying.
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
    static HandoffMode of(Optional<HandoffMode> wanted, NettyTransport transport) {
        if (wanted.isEmpty()) {
            // KQueue could pass descriptors as well, but this is not tested
            return transport == NettyTransport.EPOLL ? HandoffMode.DESCRIPTOR : HandoffMode.PROXY;
        }
        if (wanted.get() == HandoffMode.DESCRIPTOR && !transport.passesDescriptors()) {
            throw new ClusterStartException(
                    "quarkus.socketio.cluster.handoff=descriptor needs one of Netty's native transports, and none "
                            + "can be used here (" + rootMessage(NettyTransport.epollUnavailabilityCause())
                            + "). Put io.netty:netty-transport-native-epoll of this platform on the class path, or set that key to auto "
                            + "or proxy");
        }
        return wanted.get();
    }

    /** Returns a description for the log. */
    static String describe(HandoffMode handoff) {
        return handoff == HandoffMode.DESCRIPTOR ? "get the sockets of clients (handoff=descriptor)"
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
