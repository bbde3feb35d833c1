package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;

/**
 * The pages that are updated, at most {@value #MAX_PAGES}: a tab that is closed does not unsubscribe, so one page more ends the
 * updates of the oldest. Each page polls for changes, so a slow one has nothing queued.
 * <p>
 * Thread: any; items are emitted on a worker thread.
 */
final class OpenPages {
    static final int MAX_PAGES = 32;
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final ConcurrentLinkedDeque<Object> open = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** Returns an item at once and then after each change of the version. */
    <T> Multi<T> whenChanged(Supplier<Long> version, Supplier<T> item) {
        return Multi.createFrom().deferred(() -> {
            Object page = new Object();
            open.addLast(page);
            if (open.size() > MAX_PAGES) {
                open.pollFirst();
            }
            return Multi.createFrom().ticks().every(INTERVAL).onOverflow().drop()
                    .select().first(tick -> !closed && open.contains(page))
                    .map(tick -> version.get()).skip().repetitions()
                    .map(changed -> item.get())
                    .onTermination().invoke(() -> open.remove(page));
        });
    }

    /** Ends all updates. */
    void close() {
        closed = true;
    }
}
