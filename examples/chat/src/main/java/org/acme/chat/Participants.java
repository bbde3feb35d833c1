package org.acme.chat;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.NonBlocking;

/**
 * Tells everybody how many take part. Each worker knows only its own sockets, so after each change all workers ask all workers,
 * and tell their own sockets the sum.
 */
@Singleton
@NonBlocking
class Participants {
    private static final String CHANGED = "participants-changed";
    private static final String COUNT = "participants-count";

    @Inject
    SocketIOServer io;

    @Inject
    Broadcaster broadcaster;

    /** Called when a socket has come or gone. */
    void changed() {
        broadcaster.publish(CHANGED);
    }

    @OnBroadcast(COUNT)
    int count() {
        return io.sockets().size();
    }

    @OnBroadcast(CHANGED)
    void ask() {
        broadcaster.publishAndCollect(COUNT, Integer.class).subscribe().with(this::tell,
                failure -> Log.warnf("The participants are not counted: %s", failure.getMessage()));
    }

    /** A worker that was killed did not say that its sockets are gone. */
    void exited(@Observes ClusterEvent.WorkerExited worker) {
        ask();
    }

    private void tell(List<Integer> counts) {
        io.local().emit("participants", counts.stream().mapToInt(Integer::intValue).sum());
    }
}
