package io.quarkiverse.socketio.it.presence;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.PresenceEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.spi.UserIdProvider;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * Shows over HTTP who is online, as the worker that answers sees it. A client says in the {@code auth} payload of CONNECT who it
 * is; it is believed, in these tests.
 */
@Path("/")
public class Users implements UserIdProvider {
    private static final int WORKER = Integer.parseInt(System.getenv().getOrDefault("CLUSTER_WORKER_ID", "0"));
    private static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

    @Inject
    Presence presence;
    @Inject
    SocketIOServer io;

    @Override
    public String userOf(Socket socket) {
        return (String) socket.handshake().auth(Map.class).get("user");
    }

    void start(@Observes StartupEvent event) {
        io.of("/chat");
        io.of(Pattern.compile("/room-\\d+"));
        io.onConnection(socket -> socket.emit("worker", WORKER));
    }

    void changed(@Observes PresenceEvent event) {
        EVENTS.add((event instanceof PresenceEvent.UserJoined ? "+" : "-") + event.user() + (event.leader() ? "!" : ""));
    }

    /**
     * What a worker knows.
     *
     * @param users in the form {@code alice=2@1/,2/chat}: the number of sockets, and the worker and namespace of each
     */
    public record View(int worker, List<String> users, List<String> events) {
    }

    @GET
    @Path("/view")
    public Uni<View> view() {
        return presence.list(null, Presence.MAX_PAGE).map(page -> new View(WORKER,
                page.users().stream().map(Users::describe).toList(), List.copyOf(EVENTS)));
    }

    private static String describe(Presence.OnlineUser user) {
        return user.id() + "=" + user.socketCount() + "@" + String.join(",", user.sockets().stream()
                .map(socket -> socket.worker().orElse(0) + socket.namespace()).sorted().toList());
    }

    @POST
    @Path("/send/{user}")
    public int send(@PathParam("user") String user, @QueryParam("event") String event) {
        presence.sendToUser(user, event, WORKER);
        return WORKER;
    }
}
