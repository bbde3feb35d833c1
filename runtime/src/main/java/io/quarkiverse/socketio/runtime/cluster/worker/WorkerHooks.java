package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;

/**
 * Callbacks into the application of a worker: its figures for the primary, and how it drains; see {@link WorkerAgent#setHooks}.
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

    /** Returns what the application does, for people who look at the cluster. */
    LinkMessage.Activity activity();

    /** Starts to drain, as no new connections come: from now on each response is the last one of its connection. */
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

    /** Returns how fast clients are disconnected while draining. */
    DrainPace drainPace();

    /** Hooks that do nothing, before there is an application. */
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
        public LinkMessage.Activity activity() {
            return LinkMessage.Activity.NONE;
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
            // no application
        }

        @Override
        public DrainPace drainPace() {
            return new DrainPace(Integer.MAX_VALUE, 1);
        }
    };

    /** Disconnects {@code batch} clients each {@code intervalMillis}. */
    record DrainPace(int batch, long intervalMillis) {
    }
}
