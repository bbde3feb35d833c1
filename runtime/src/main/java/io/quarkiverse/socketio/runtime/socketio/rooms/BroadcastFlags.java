package io.quarkiverse.socketio.runtime.socketio.rooms;

/**
 * How a packet is sent to the sockets selected.
 *
 * @param local only to sockets of this server
 * @param mayDrop whether the packet may be dropped for clients that cannot take it now ({@code volatile} in Socket.IO)
 * @param compress whether transports may compress the packet
 */
public record BroadcastFlags(boolean local, boolean mayDrop, boolean compress) {
    public static final BroadcastFlags DEFAULT = new BroadcastFlags(false, false, true);

    public BroadcastFlags asLocal() {
        return new BroadcastFlags(true, mayDrop, compress);
    }

    public BroadcastFlags onAllServers() {
        return new BroadcastFlags(false, mayDrop, compress);
    }

    public BroadcastFlags asVolatile() {
        return new BroadcastFlags(local, true, compress);
    }

    public BroadcastFlags compressed(boolean wanted) {
        return new BroadcastFlags(local, mayDrop, wanted);
    }
}
