package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;

/**
 * What the application does for the cluster. Who does it is told to {@link WorkerAgent#doDuties}.
 * <p>
 * Thread: called on the link's event loop; must not block.
 */
public interface Duties {

    /** Clients that have a session here. */
    int sessions();

    /** HTTP requests that are being answered. */
    int requestsInFlight();

    /** HTTP requests answered so far. */
    long requests();

    /** No new connection comes: from now on each answer is the last one of its connection. */
    void beginToLeave();

    /** Sends so many clients away, in a way that makes them come back to another worker. */
    void shed(int clients);

    /**
     * Answers a query of the primary.
     *
     * @return failed when the query is not known, or with the reason why it cannot be answered
     */
    CompletionStage<? extends QueryReply> answer(Query<?> query);

    void onEvent(ClusterEvent event);

    /** How it leaves. */
    DrainPace drainPace();

    /** Nothing to do. */
    Duties NONE = new Duties() {
        @Override
        public int sessions() {
            return 0;
        }

        @Override
        public int requestsInFlight() {
            return 0;
        }

        @Override
        public long requests() {
            return 0;
        }

        @Override
        public void beginToLeave() {
            // no connections
        }

        @Override
        public void shed(int clients) {
            // no clients
        }

        @Override
        public CompletionStage<? extends QueryReply> answer(Query<?> query) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody answers " + query));
        }

        @Override
        public void onEvent(ClusterEvent event) {
            // nobody to tell
        }

        @Override
        public DrainPace drainPace() {
            return new DrainPace(Integer.MAX_VALUE, 1);
        }
    };

    /** So many clients are sent away each so many milliseconds. */
    record DrainPace(int batch, long intervalMillis) {
    }
}
