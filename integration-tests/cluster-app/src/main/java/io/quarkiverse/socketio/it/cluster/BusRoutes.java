package io.quarkiverse.socketio.it.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Sends and receives messages on the bus of this worker, driven over HTTP. */
@ApplicationScoped
public class BusRoutes implements BusChannel.Listener {
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private volatile Set<Integer> others = Set.of();

    void add(@Observes Router router) {
        WorkerAgent.current().ifPresent(agent -> agent.bus().listen(this));
        router.get("/bus/send/:to/:count/:size").handler(this::send);
        router.get("/bus/received").handler(context -> context.end(String.join(",", received)));
        router.get("/bus/others").handler(context -> context.end(new TreeSet<>(others).toString()));
    }

    /** So many frames, the n-th of n and padding. */
    private void send(RoutingContext context) {
        BusChannel bus = WorkerAgent.current().orElseThrow().bus();
        int count = Integer.parseInt(context.pathParam("count"));
        String padding = "x".repeat(Integer.parseInt(context.pathParam("size")));
        for (int i = 0; i < count; i++) {
            bus.send(Integer.parseInt(context.pathParam("to")), (i + padding).getBytes(StandardCharsets.UTF_8));
        }
        context.end(Integer.toString(bus.self()));
    }

    @Override
    public void onFrame(int from, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        int padding = text.indexOf('x');
        received.add(from + ":" + (padding < 0 ? text : text.substring(0, padding) + "+" + (text.length() - padding)));
    }

    @Override
    public void onMembers(Set<Integer> members) {
        others = members;
    }
}
