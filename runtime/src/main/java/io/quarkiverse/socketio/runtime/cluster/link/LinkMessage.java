package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/** Everything that is said on the link. The direction is noted on each; what a receiver does not expect is an error. */
public sealed interface LinkMessage
        permits LinkMessage.Hello, LinkMessage.Ready, LinkMessage.Load, LinkMessage.Members, LinkMessage.Roster,
        LinkMessage.Stop, LinkMessage.Drain, LinkMessage.Drained, LinkMessage.Shed, LinkMessage.Question, LinkMessage.Answer,
        LinkMessage.Announcement, LinkMessage.Bus, TypedMessage {

    /**
     * First on each of a worker's connections: which of the three it is, who the worker is, and the secret it was launched
     * with.
     */
    record Hello(Lane lane, int incarnation, String token) implements LinkMessage {
    }

    /** Worker: the application is up and connections may come. */
    record Ready() implements LinkMessage {
    }

    /**
     * Worker, on each change and as a heartbeat.
     *
     * @param open adopted connections that are open
     * @param adopted connections adopted over its life
     * @param sessions Socket.IO clients
     * @param rss resident memory in bytes
     * @param cpuMillis processor time used over its life
     * @param requests HTTP requests answered over its life
     */
    record Load(int open, long adopted, int sessions, long rss, long cpuMillis, long requests)
            implements
                LinkMessage {// wall: a row of a table
        /** Before its first report. */
        public static final Load NONE = new Load(0, 0, 0, 0, 0, 0);
    }

    /** Primary: the incarnations of all workers that have clients. */
    record Members(Set<Integer> serving) implements LinkMessage {
    }

    /** Primary: how all seats are doing. */
    record Roster(boolean clusterReady, List<Seat> seats) implements LinkMessage {
    }

    /** Primary: leave in good order within the given time. */
    record Stop(int withinMillis) implements LinkMessage {
    }

    /** Primary: no new connections come; finish what was begun, send the clients away, and say {@link Drained}. */
    record Drain(int withinMillis) implements LinkMessage {
    }

    /** Worker: there are no clients any more. {@link Stop} follows. */
    record Drained() implements LinkMessage {
    }

    /** Primary: send so many clients away. */
    record Shed(int clients) implements LinkMessage {
    }

    /** Both ways: something to find out or to do; answered with the same number. */
    record Question(int id, String text) implements LinkMessage {
    }

    /** Both ways: what came of a question; when it is not ok, the text says why. */
    record Answer(int id, boolean ok, String text) implements LinkMessage {
    }

    /** Primary: something has happened that the application may want to know. */
    record Announcement(ClusterEvent event) implements LinkMessage {
    }

    /**
     * Both ways: a frame of the bus, to one incarnation or {@link BusChannel#ALL} others. The primary never looks into the
     * body.
     */
    record Bus(int from, int to, byte[] body) implements LinkMessage {
    }

    /**
     * The three connections of a worker: messages, descriptors, and the bytes that belong to the descriptors; and that of a
     * terminal, which is nobody's: it sends orders only.
     */
    enum Lane {
        LINK,
        DESCRIPTORS,
        BYTES,
        CONTROL
    }

    /** A seat in a {@link Roster}; the state is the name of a {@code WorkerState}. */
    // wall: a row of a table
    record Seat(int id, int incarnation, long pid, String state, int restarts, int connections, long startedAtMillis,
            long rss, double cpu) {
    }
}
