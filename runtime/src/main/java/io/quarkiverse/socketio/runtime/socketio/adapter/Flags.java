package io.quarkiverse.socketio.runtime.socketio.adapter;

/**
 * How something is done to the sockets selected.
 *
 * @param local only on this server
 * @param mayDrop a packet may be dropped for those who cannot take it now
 * @param compress a packet may be compressed by the transports that do so
 */
public record Flags(boolean local, boolean mayDrop, boolean compress) {
    public static final Flags DEFAULT = new Flags(false, false, true);

    public Flags asLocal() {
        return new Flags(true, mayDrop, compress);
    }

    public Flags onAllServers() {
        return new Flags(false, mayDrop, compress);
    }

    public Flags asVolatile() {
        return new Flags(local, true, compress);
    }

    public Flags compressed(boolean wanted) {
        return new Flags(local, mayDrop, wanted);
    }
}
