package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Pages that the primary itself sends to clients while no worker is ready. None of Quarkus' checks apply to them, so they must
 * not contain anything that is not public.
 * <p>
 * Thread: the primary's event loop.
 */
@FunctionalInterface
public interface LocalPages {
    /**
     * Returns a page.
     *
     * @param target as in the request line
     * @return completed on the event loop within about a second; {@code null} if there is no such page
     */
    @Nullable
    CompletionStage<PrimaryResponse> answer(String target);
}
