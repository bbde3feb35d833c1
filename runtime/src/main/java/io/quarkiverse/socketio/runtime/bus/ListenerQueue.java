package io.quarkiverse.socketio.runtime.bus;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The queue of the calls that a bus makes to its listener. One thread at a time calls the listener, also where several add
 * calls.
 * <p>
 * Thread: any.
 */
public final class ListenerQueue {
    private final Queue<Consumer<Bus.Listener>> waiting = new ConcurrentLinkedQueue<>();
    /** The calls of {@link #run} since the one that is calling the listener began. */
    private final AtomicInteger runs = new AtomicInteger();
    private volatile Bus.@Nullable Listener listener;

    /** Sets the listener; with {@code null}, waiting calls are dropped. */
    public void listener(Bus.@Nullable Listener only) {
        listener = only;
    }

    /** Adds a call; {@link #run} must follow, perhaps on another thread. */
    public void add(Consumer<Bus.Listener> call) {
        waiting.add(call);
    }

    /** Calls the listener with all that waits, unless another call of this method does. */
    public void run() {
        if (runs.getAndIncrement() > 0) {
            return;
        }
        RuntimeException failure = null;
        int served = 1;
        do {
            for (Consumer<Bus.Listener> call = waiting.poll(); call != null; call = waiting.poll()) {
                Bus.Listener present = listener;
                try {
                    if (present != null) {
                        call.accept(present);
                    }
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            served = runs.addAndGet(-served);
        } while (served > 0);
        if (failure != null) {
            throw failure;
        }
    }
}
