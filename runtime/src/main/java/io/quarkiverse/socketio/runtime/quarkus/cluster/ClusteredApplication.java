package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.netty.util.concurrent.EventExecutor;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.ApplicationJar;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerHooks;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.http.HttpDrain;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The application as the primary sees it: its counts, how it drains, its answers to queries, and the delivery of cluster events
 * to its observers.
 * <p>
 * Thread: the link's event loop, which must not block.
 */
@Singleton
public class ClusteredApplication implements WorkerHooks {
    private static final Logger LOG = Logger.getLogger(ClusteredApplication.class);

    private final EngineServer engine;
    private final ServerStats stats;
    private final HttpDrain requests;
    private final HostServer hosts;
    private final Instance<OtherClients> others;
    private final Instance<QueryHandler> queryHandlers;
    private final Event<ClusterEvent> events;
    private final Context inOrder;
    private final DrainPace pace;
    private final LoopLag lag;
    private final String build;

    /** Answers some queries of the primary; a bean if the extension that it needs is present. */
    public interface QueryHandler {
        /** Returns the queries that it answers. */
        Set<Class<? extends Query<?>>> queries();

        /** Answers a query asynchronously, on another thread. */
        CompletionStage<? extends QueryReply> reply(Query<?> query);
    }

    ClusteredApplication(EngineServer engine, ServerImpl server, HttpDrain requests, HostServer hosts,
            @Any Instance<OtherClients> others,
            @Any Instance<QueryHandler> queryHandlers, Event<ClusterEvent> events, Vertx vertx, ClusterConfig config) { // wall: what the primary asks of
        this.engine = engine;
        this.stats = server.stats();
        this.requests = requests;
        this.hosts = hosts;
        this.others = others;
        this.queryHandlers = queryHandlers;
        this.events = events;
        this.inOrder = vertx.getOrCreateContext();
        List<EventExecutor> loops = new ArrayList<>();
        vertx.nettyEventLoopGroup().forEach(loops::add);
        this.lag = new LoopLag(loops, System::nanoTime);
        this.build = (ConfigProvider.getConfig().getOptionalValue("quarkus.application.version", String.class).orElse("") + " "
                + ApplicationJar.writtenAt()).strip();
        this.pace = new DrainPace(config.drain().batchSize(), config.drain().batchInterval().toMillis());
    }

    @Override
    public int sessions() {
        return engine.size() + others.stream().mapToInt(OtherClients::size).sum();
    }

    @Override
    public int requestsInFlight() {
        return requests.inFlight() + hosts.requestsInFlight();
    }

    @Override
    public long requests() {
        return requests.answered();
    }

    @Override
    public LinkMessage.Activity activity() {
        Runtime memory = Runtime.getRuntime();
        return new LinkMessage.Activity(stats.eventsReceived(), stats.eventsSent(), memory.totalMemory() - memory.freeMemory(),
                lag.millis(), build);
    }

    @Override
    public void startDraining() {
        requests.start();
    }

    @Override
    public void shed(int clients) {
        int rest = clients - engine.size();
        engine.closeSessions(clients);
        if (rest > 0) {
            others.forEach(some -> some.shed(rest));
        }
    }

    @Override
    public CompletionStage<? extends QueryReply> answer(Query<?> query) {
        for (QueryHandler handler : queryHandlers) {
            if (handler.queries().contains(query.getClass())) {
                return handler.reply(query);
            }
        }
        // an application without health checks is always ready
        return query instanceof Query.Readiness ? CompletableFuture.completedFuture(QueryReply.Text.DONE)
                : CompletableFuture.failedFuture(new IllegalArgumentException("unknown query " + QueryText.name(query)));
    }

    @Override
    public DrainPace drainPace() {
        return pace;
    }

    /** Fires events one after the other on worker threads, as observers may block. */
    @Override
    public void onEvent(ClusterEvent event) {
        inOrder.executeBlocking(() -> {
            if (isRunning()) {
                fire(event);
            }
            return null;
        }, true);
    }

    private void fire(ClusterEvent event) {
        try {
            events.fire(event);
        } catch (RuntimeException e) {
            if (!isRunning()) {
                return; // the application has ended meanwhile
            }
            LOG.errorf(e, "An observer of %s has failed", event);
        }
        events.fireAsync(event);
    }

    private static boolean isRunning() {
        ArcContainer container = Arc.container();
        return container != null && container.isRunning();
    }
}
