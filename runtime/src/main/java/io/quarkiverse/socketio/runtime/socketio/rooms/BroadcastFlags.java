package io.quarkiverse.socketio.runtime.socketio.rooms;

/**
 * How something is done to the sockets selected.
 *
 * @param local only on this server
 * @param mayDrop a packet may be dropped for those who cannot take it now
 * @param compress a packet may be compressed by the transports that do so
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
