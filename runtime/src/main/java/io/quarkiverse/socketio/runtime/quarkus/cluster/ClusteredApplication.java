package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.worker.Duties;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.http.HttpDrain;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * What the cluster wants of this application.
 * <p>
 * Thread: the link's event loop, which nothing here blocks.
 */
@Singleton
public class ClusteredApplication implements Duties {
    private static final Logger LOG = Logger.getLogger(ClusteredApplication.class);

    private final EngineServer engine;
    private final ServerImpl server;
    private final HttpDrain requests;
    private final Instance<Informant> informants;
    private final Event<ClusterEvent> events;
    private final Context inOrder;
    private final DrainPace pace;

    /** Answers some of what the primary asks, where the extension that knows it is there. */
    public interface Informant {
        /** Of questions that are words, the first word. */
        Set<String> questions();

        /** Not on this thread. */
        CompletionStage<String> answer(String question);
    }

    ClusteredApplication(EngineServer engine, ServerImpl server, HttpDrain requests, @Any Instance<Informant> informants,
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
    public void beginToLeave() {
        requests.start();
    }

    @Override
    public void shed(int clients) {
        engine.closeSessions(clients);
    }

    @Override
    public CompletionStage<String> answer(String question) {
        String subject = question.split(" ", 2)[0];
        for (Informant informant : informants) {
            if (informant.questions().contains(subject)) {
                return informant.answer(question);
            }
        }
        // without checks nothing keeps it from being ready
        return subject.equals(LinkQuestions.READINESS) ? CompletableFuture.completedFuture("")
                : CompletableFuture.failedFuture(new IllegalArgumentException("unknown question " + question));
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
