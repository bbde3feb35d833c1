package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The pages of one port that the primary itself sends to clients while no worker keeps up. None of Quarkus' checks apply to
 * them, so they must not contain anything that is not public.
 * <p>
 * Thread: the primary's event loop.
 */
@FunctionalInterface
public interface FallbackPages {
    /**
     * Returns a page.
     *
     * @param target as in the request line
     * @return completed on the event loop within about a second; {@code null} if there is no such page
     */
    @Nullable
    CompletionStage<PrimaryResponse> page(String target);
}
