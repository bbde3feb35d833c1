package io.quarkiverse.socketio.runtime.quarkus;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerHooks;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.http.LastRequests;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * What the cluster wants of this application.
 * <p>
 * Thread: the link's event loop, which nothing here blocks.
 */
@Singleton
public class WorkerDuties implements WorkerHooks {
    private static final Logger LOG = Logger.getLogger(WorkerDuties.class);

    private final EngineServer engine;
    private final ServerImpl server;
    private final LastRequests requests;
    private final Instance<Informant> informants;
    private final Event<ClusterEvent> events;
    private final Context inOrder;
    private final DrainPace pace;

    /** Answers some of what the primary asks, where the extension that knows it is there. */
    public interface Informant {
        /** The queries that it answers. */
        Set<Class<? extends Query<?>>> queries();

        /** Completed on another thread. */
        CompletionStage<? extends QueryReply> answer(Query<?> query);
    }

    WorkerDuties(EngineServer engine, ServerImpl server, LastRequests requests, @Any Instance<Informant> informants,
            Event<ClusterEvent> events, Vertx vertx, ClusterConfig config) { // wall: what it speaks to
        this.engine = engine;
        this.server = server;
        this.requests = requests;
        this.informants = informants;
        this.events = events;
        this.inOrder = vertx.getOrCreateContext();
        this.pace = new DrainPace(config.drain().batchSize(), config.drain().batchInterval().toMillis());
    }

    @Override
    public int sessions() {
        return engine.size();
    }

    @Override
    public int requestsInFlight() {
        return requests.inFlight();
    }

    @Override
    public long requests() {
        return requests.answered();
    }

    @Override
    public void startDraining() {
        requests.leave();
    }

    @Override
    public void shed(int clients) {
        engine.shed(clients);
    }

    @Override
    public CompletionStage<? extends QueryReply> answer(Query<?> query) {
        for (Informant informant : informants) {
            if (informant.queries().contains(query.getClass())) {
                return informant.answer(query);
            }
        }
        // without checks nothing keeps it from being ready
        return query instanceof Query.Readiness ? CompletableFuture.completedFuture(QueryReply.Text.DONE)
                : CompletableFuture.failedFuture(new IllegalArgumentException("unknown question " + QueryText.name(query)));
    }

    @Override
    public DrainPace drainPace() {
        return pace;
    }

    /** One after the other, for observers that may block. */
    @Override
    public void onEvent(ClusterEvent event) {
        inOrder.executeBlocking(() -> {
            try {
                events.fire(event);
            } catch (RuntimeException e) {
                LOG.errorf(e, "An observer of %s has failed", event);
            }
            events.fireAsync(event);
            return null;
        }, true);
    }
}
