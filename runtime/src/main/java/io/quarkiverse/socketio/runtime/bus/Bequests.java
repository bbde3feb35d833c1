package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Bequest;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.LeftSession;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * What a server that leaves says to its heir, in parts of about a megabyte, as a bus limits the size of a message.
 * <p>
 * Thread: any; stateless.
 */
final class Bequests {
    private static final Logger LOG = Logger.getLogger(Bequests.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private Bequests() {
    }

    /** All parts of an estate, the events before the sessions. */
    static void write(ClusterAdapter adapter, Estate estate, Consumer<Bequest> out) {
        List<Estate.Kept> events = new ArrayList<>();
        long first = estate.first();
        int size = 0;
        for (Estate.Kept kept : estate.events()) {
            if (size > ClusterRequests.PART) {
                out.accept(new Bequest(adapter.namespace(), estate.part(first, events, List.of()), List.of(), false));
                first += events.size();
                events = new ArrayList<>();
                size = 0;
            }
            events.add(kept);
            size += kept.event().size();
        }
        List<LeftSession> sessions = new ArrayList<>();
        for (Estate.Left left : estate.sessions()) {
            if (size > ClusterRequests.PART) {
                out.accept(new Bequest(adapter.namespace(), estate.part(first, events, List.of()), sessions, false));
                first += events.size();
                events = List.of();
                sessions = new ArrayList<>();
                size = 0;
            }
            size += write(adapter, left, sessions);
        }
        out.accept(new Bequest(adapter.namespace(), estate.part(first, events, List.of()), sessions, true));
    }

    /** About how many bytes that is. */
    private static int write(ClusterAdapter adapter, Estate.Left left, List<LeftSession> sessions) {
        StoredSession session = left.session();
        try {
            ClusterMessage.MovedSession moved = adapter.write(session, Map.of());
            sessions.add(new LeftSession(moved, session.since(), session.former(), left.age()));
            int size = moved.data().length;
            for (String room : moved.rooms()) {
                size += room.length();
            }
            return size;
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null,
                    "Socket %s cannot be recovered on another worker, as its data cannot be sent: %s", session.id(),
                    e.getMessage());
            return 0;
        }
    }

    /** A part, as the store takes it. */
    static Estate read(ClusterAdapter adapter, Bequest part) {
        List<Estate.Left> sessions = new ArrayList<>(part.sessions().size());
        for (LeftSession left : part.sessions()) {
            try {
                StoredSession moved = adapter.read(left.session());
                sessions.add(new Estate.Left(new StoredSession(moved.id(), moved.pid(), moved.rooms(), moved.data(),
                        left.since(), left.former()), left.age()));
            } catch (SocketIOException e) {
                FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s cannot be recovered: %s", left.session().id(),
                        e.getMessage());
            }
        }
        return part.estate().part(part.estate().first(), part.estate().events(), sessions);
    }
}
