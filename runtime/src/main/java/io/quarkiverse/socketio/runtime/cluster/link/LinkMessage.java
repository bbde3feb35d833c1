package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.List;
import java.util.Set;

/** Everything that is said on the link. The direction is noted on each; what a receiver does not expect is an error. */
public sealed interface LinkMessage {

    /**
     * First on each of a worker's connections: which of the three it is, who the worker is, and the secret it was launched
     * with.
     */
    record Hello(Lane lane, int incarnation, String token) implements LinkMessage {
    }

    /** Worker: the application is up and connections may come. */
    record Ready() implements LinkMessage {
    }

    /** Worker, on each change and as a heartbeat: adopted connections that are open, and how many it adopted in its life. */
    record Load(int open, long adopted) implements LinkMessage {
    }

    /** Primary: the incarnations of all workers that are ready. */
    record Members(Set<Integer> ready) implements LinkMessage {
    }

    /** Primary: how all seats are doing. */
    record Roster(boolean clusterReady, List<Seat> seats) implements LinkMessage {
    }

    /** Primary: leave in good order within the given time. */
    record Stop(int withinMillis) implements LinkMessage {
    }

    /**
     * Both ways: a frame of the bus, to one incarnation or {@link BusChannel#ALL} others. The primary never looks into the
     * body.
     */
    record Bus(int from, int to, byte[] body) implements LinkMessage {
    }

    /** The three connections of a worker: messages, descriptors, and the bytes that belong to the descriptors. */
    enum Lane {
        LINK,
        DESCRIPTORS,
        BYTES
    }

    /** A seat in a {@link Roster}; the state is the name of a {@code WorkerState}. */
    // wall: a row of a table
    record Seat(int id, int incarnation, long pid, String state, int restarts, int connections, long startedAtMillis) {
    }
}
