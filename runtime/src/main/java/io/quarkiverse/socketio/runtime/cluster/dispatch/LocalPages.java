package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Pages that the primary answers itself while no worker can. Nothing of what Quarkus does for a request is done for these, so
 * they must not contain more than anybody may know.
 * <p>
 * Thread: the primary's event loop.
 */
public interface LocalPages {
    /** Whether there is an answer to a request for that target, as it stands in the request line. */
    boolean has(String target);

    /** @return completed on the event loop within a second or so; {@code null} unless it {@link #has} one */
    @Nullable
    CompletionStage<PrimaryResponse> answer(String target);
}
