package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.function.Consumer;

/**
 * What the primary answers itself, instead of a worker.
 * <p>
 * Thread: the primary's event loop.
 */
public interface LocalPages {
    /** Asked with each piece of a request that comes, so it must cost nothing. */
    boolean has(String method, String target);

    /** @param reply told once, within a second or so */
    void answer(LocalRequest request, Consumer<Reply> reply);
}
