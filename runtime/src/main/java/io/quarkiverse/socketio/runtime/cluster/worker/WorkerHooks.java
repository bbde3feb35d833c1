package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;

/**
 * What a worker asks of the application, see {@link WorkerAgent#setHooks}.
 * <p>
 * Thread: called on the link's event loop; must not block.
 */
public interface WorkerHooks {

    /** Returns how many clients have a session here. */
    int sessions();

    /** Returns how many HTTP requests are being answered. */
    int requestsInFlight();

    /** Returns how many HTTP requests were answered so far. */
    long requests();

    /** No new connection comes: from now on each answer is the last one of its connection. */
    void startDraining();

    /** Closes the connections of some clients in a way that makes them reconnect to another worker. */
    void shed(int clients);

    /**
     * Answers a query of the primary.
     *
     * @return failed when the query is not known, or with the reason why it cannot be answered
     */
    CompletionStage<? extends QueryReply> answer(Query<?> query);

    void onEvent(ClusterEvent event);

    /** How fast clients are sent away. */
    DrainPace drainPace();

    /** Does nothing: there is no application yet. */
    WorkerHooks NONE = new WorkerHooks() {
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
        public void startDraining() {
            // no connections
        }

        @Override
        public void shed(int clients) {
            // no clients
        }

        @Override
        public CompletionStage<? extends QueryReply> answer(Query<?> query) {
            return CompletableFuture.failedFuture(new IllegalStateException("no application answers " + query));
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
