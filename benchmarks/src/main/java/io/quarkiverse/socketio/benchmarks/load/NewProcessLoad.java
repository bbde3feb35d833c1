package io.quarkiverse.socketio.benchmarks.load;

/**
 * A load that starts and stops a server in each turn.
 * <p>
 * Thread: that of the harness.
 */
abstract class NewProcessLoad extends Load {
    final PeerKind kind;
    final Options options;

    NewProcessLoad(PeerKind kind, Options options) {
        super(null);
        this.kind = kind;
        this.options = options;
    }

    @Override
    public final void close() {
        // each turn has closed its own
    }
}
