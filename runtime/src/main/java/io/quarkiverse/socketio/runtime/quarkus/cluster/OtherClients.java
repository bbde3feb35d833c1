package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Clients of this process without a session of Engine.IO, which also have to leave when the process does; a bean if the extension
 * that serves them is present.
 * <p>
 * Thread: any, and no method blocks.
 */
public interface OtherClients {

    /** Returns how many are connected and have not been asked to leave. */
    int size();

    /** Closes the connections of some in a way that makes them reconnect to another worker. */
    void shed(int clients);

    /** Closes all connections, as the application ends; completed when they have been told. */
    CompletionStage<Void> close();
}
