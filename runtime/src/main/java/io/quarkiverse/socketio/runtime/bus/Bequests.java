package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.bus.SessionMessages.Bequest;
import io.quarkiverse.socketio.runtime.bus.SessionMessages.LeftSession;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * What a server that leaves says to its heir, in parts.
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
        long first = estate.first();
        for (Parts.Part<Estate.Kept> part : Parts.of(estate.events(), kept -> kept.event().size())) {
            out.accept(new Bequest(adapter.namespace(), estate.part(first, part.items(), List.of()), List.of(), false));
            first += part.items().size();
        }
        Estate rest = estate.part(first, List.of(), List.of());
        for (Parts.Part<LeftSession> part : Parts.of(sessions(adapter, estate), Bequests::bytes)) {
            out.accept(new Bequest(adapter.namespace(), rest, part.items(), !part.more()));
        }
    }

    private static List<LeftSession> sessions(ClusterAdapter adapter, Estate estate) {
        List<LeftSession> sessions = new ArrayList<>();
        for (Estate.Left left : estate.sessions()) {
            StoredSession session = left.session();
            try {
                sessions.add(new LeftSession(adapter.write(session, Map.of()), session.since(), session.former(), left.age()));
            } catch (SocketIOException e) {
                FAILURES.logf(LOG, Logger.Level.WARN, null,
                        "Socket %s cannot be recovered on another worker, as its data cannot be sent: %s", session.id(),
                        e.getMessage());
            }
        }
        return sessions;
    }

    private static int bytes(LeftSession left) {
        int bytes = left.session().data().length;
        for (String room : left.session().rooms()) {
            bytes += room.length();
        }
        return bytes;
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
