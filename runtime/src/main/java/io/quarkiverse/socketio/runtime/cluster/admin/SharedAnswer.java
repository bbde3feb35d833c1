package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;

/**
 * An answer for which the workers have to be asked: made at most once a second, however many ask for it, unless something has
 * changed.
 * <p>
 * Thread: the primary's event loop.
 */
final class SharedAnswer {
    static final long FRESH_MILLIS = 1000;

    private final Consumer<Consumer<Reply>> maker;
    private final LongSupplier clock;
    private List<Consumer<Reply>> waiting = new ArrayList<>();
    private @Nullable Reply made;
    private long madeAt;
    private boolean outdated;

    /** @param maker makes it, and tells it once */
    SharedAnswer(Consumer<Consumer<Reply>> maker, LongSupplier clock) {
        this.maker = maker;
        this.clock = clock;
    }

    void get(Consumer<Reply> to) {
        Reply known = made;
        if (known != null && clock.getAsLong() - madeAt < FRESH_MILLIS) {
            to.accept(known);
            return;
        }
        waiting.add(to);
        if (waiting.size() == 1) {
            make();
        }
    }

    /** Whoever asks from now on gets a new one. */
    void outdate() {
        made = null;
        outdated = true;
    }

    private void make() {
        outdated = false;
        long asked = clock.getAsLong();
        maker.accept(reply -> {
            made = outdated ? null : reply;
            madeAt = asked;
            List<Consumer<Reply>> told = waiting;
            waiting = new ArrayList<>();
            told.forEach(one -> one.accept(reply));
        });
    }
}
