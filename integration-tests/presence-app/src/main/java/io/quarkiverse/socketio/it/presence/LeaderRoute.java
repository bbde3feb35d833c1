package io.quarkiverse.socketio.it.presence;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkiverse.socketio.cluster.ClusterManager;

/** Says which worker answers, by its pid, and whether it is the leader: {@code 4711 true}. */
@Path("/leader")
public class LeaderRoute {
    @Inject
    ClusterManager cluster;

    @GET
    public String ask() {
        return ProcessHandle.current().pid() + " " + cluster.isLeader();
    }
}
