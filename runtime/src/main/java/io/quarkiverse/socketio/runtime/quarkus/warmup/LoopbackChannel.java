package io.quarkiverse.socketio.runtime.quarkus.warmup;

import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;

/**
 * A channel to another worker that does not exist: it seems to have sent each frame that is sent to it, so that frames are
 * written and read. None reaches the primary.
 * <p>
 * Thread: any; the listener is called on the executor, which runs one task at a time.
 */
final class LoopbackChannel implements BusChannel {
    private static final int SELF = 1;
    private static final int OTHER = 2;

    private final Executor executor;
    private volatile @Nullable Listener listener;

    LoopbackChannel(Executor executor) {
        this.executor = executor;
    }

    @Override
    public int self() {
        return SELF;
    }

    @Override
    public void send(int to, byte[] body) {
        Listener receiver = listener;
        if (receiver != null) {
            executor.execute(() -> receiver.onFrame(OTHER, body));
        }
    }

    @Override
    public boolean sequence(byte[] body) {
        return false;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void listen(Listener receiver) {
        listener = receiver;
        executor.execute(() -> receiver.onMembers(Set.of(OTHER)));
    }
}
