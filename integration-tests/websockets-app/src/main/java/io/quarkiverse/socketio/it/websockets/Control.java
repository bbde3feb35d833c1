package io.quarkiverse.socketio.it.websockets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.smallrye.mutiny.Uni;

/** Sends to connections on request, from the worker that gets the request. */
@Path("/")
public class Control {
    @Inject
    ClusterConnections connections;

    private ClusterConnections selected(String endpoint, String room, String user, List<String> to, List<String> except) {
        ClusterConnections selected = connections;
        selected = endpoint == null ? selected : selected.endpoint(endpoint);
        selected = room == null ? selected : selected.withPathParam("room", room);
        selected = user == null ? selected : selected.toUsers(user);
        selected = to.isEmpty() ? selected : selected.to(to.toArray(String[]::new));
        return selected.except(except.toArray(String[]::new));
    }

    @POST
    @Path("/send")
    public Uni<Void> send(@RestQuery String endpoint, @RestQuery String room, @RestQuery String user,
            @RestQuery List<String> to, @RestQuery List<String> except, @RestQuery String text, @RestQuery String form) {
        ClusterConnections selected = selected(endpoint, room, user, to, except);
        return switch (form == null ? "text" : form) {
            case "local" -> selected.local().sendText(text);
            case "json" -> selected.sendJson(Map.of("text", text));
            case "binary" -> selected.sendBinary(text.getBytes(StandardCharsets.UTF_8));
            default -> selected.sendText(text);
        };
    }

    /** Sends a text of half a megabyte. */
    @POST
    @Path("/send-much")
    public Uni<Void> sendMuch(@RestQuery String room) {
        return connections.withPathParam("room", room).sendText("x".repeat(500_000));
    }

    @GET
    @Path("/count")
    public Uni<Long> count(@RestQuery String endpoint, @RestQuery String room, @RestQuery String user,
            @RestQuery List<String> except) {
        return selected(endpoint, room, user, List.of(), except).count();
    }
}
