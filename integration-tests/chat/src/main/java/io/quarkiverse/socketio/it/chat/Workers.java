package io.quarkiverse.socketio.it.chat;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkus.scheduler.Scheduled;

/** Shows the tabs of this worker the state of all workers. */
@Singleton
class Workers {
    @Inject
    SocketIOServer io;

    @Inject
    ClusterManager cluster;

    @Inject
    People people;

    private List<WorkerInfo> shown = List.of();

    /** The worker that serves a tab, 0 if the application is one process, and all workers. */
    record Status(int self, long pid, List<WorkerInfo> workers) {
    }

    int self() {
        return cluster.workerId().orElse(0);
    }

    Status status() {
        return new Status(self(), ProcessHandle.current().pid(), cluster.workers());
    }

    @Scheduled(every = "1s")
    void show() {
        Status now = status();
        if (!now.workers().equals(shown)) {
            shown = now.workers();
            io.of("/chat").local().asVolatile().emit("workers", now);
            people.refresh(); // a killed worker did not announce that its users have left
        }
    }
}
