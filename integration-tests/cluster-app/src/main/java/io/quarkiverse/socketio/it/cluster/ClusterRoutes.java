package io.quarkiverse.socketio.it.cluster;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Executes cluster commands: {@code GET /cluster/<command>/<arguments>}; prints cluster events. With the system property
 * {@code database=missing} the application fails to start.
 */
@ApplicationScoped
public class ClusterRoutes {
    private final ClusterManager cluster;

    ClusterRoutes(ClusterManager cluster) {
        this.cluster = cluster;
    }

    void add(@Observes Router router) {
        router.get("/cluster/*").handler(this::order);
    }

    void start(@Observes StartupEvent event) {
        if ("missing".equals(System.getProperty("database"))) {
            throw new IllegalStateException("The database is missing");
        }
    }

    void onEvent(@Observes ClusterEvent event) {
        System.out.println("event: " + event);
    }

    private void order(RoutingContext context) {
        List<String> words = List.of(context.request().path().substring("/cluster/".length()).split("/"));
        order(words.get(0), words).subscribe().with(done -> context.end("begun"),
                failure -> context.response().setStatusCode(400).end(failure.getMessage()));
    }

    private Uni<Void> order(String order, List<String> words) {
        return switch (order) {
            case "scale-to" -> cluster.scaleTo(Integer.parseInt(words.get(1)));
            case "scale-up" -> cluster.scaleUp(Integer.parseInt(words.get(1)));
            case "scale-down" -> cluster.scaleDown(Integer.parseInt(words.get(1)));
            case "restart" -> cluster.rollingRestart();
            case "rebalance" -> cluster.rebalance();
            case "signal" -> words.size() > 2 ? cluster.sendSignal(Integer.parseInt(words.get(2)), words.get(1))
                    : cluster.broadcastSignal(words.get(1));
            case "shutdown" -> cluster.shutdown();
            default -> throw new IllegalArgumentException(order);
        };
    }
}
