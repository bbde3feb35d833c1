package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Pages that the primary answers itself while no worker can. Nothing of what Quarkus does for a request is done for these, so
 * they must not contain more than anybody may know.
 * <p>
 * Thread: the primary's event loop.
 */
@FunctionalInterface
public interface LocalPages {
    /**
     * @param target as it stands in the request line
     * @return completed on the event loop within a second or so; {@code null} if there is no such page
     */
    @Nullable
    CompletionStage<PrimaryResponse> answer(String target);
}
