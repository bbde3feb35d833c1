package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Ends sessions when the largest number of connections is reached, so that one address cannot keep all others out: first those
 * that are in no namespace, or have done nothing, for a second after their handshake, of the address with the most of them and
 * the oldest first; if there are none, the newest of the address that has the most sessions, if it has more than an eighth of
 * all, and if the client that connects is of another address. A sixteenth of all sessions ends at once, ten times in a second
 * at most, as choosing them takes time in proportion to the number of sessions. Such an address gets none of these places for
 * ten seconds.
 * <p>
 * Nothing is kept for a session before: clients that are within the limit take no memory here.
 * <p>
 * Thread: any.
 */
final class SessionEviction {
    private static final Logger LOG = Logger.getLogger(SessionEviction.class);
    private static final LogLimiter WARNINGS = new LogLimiter();
    private static final int BATCH_PART = 16;
    private static final int GREEDY_PART = 8;
    /** A client that has just connected needs some time to do something. */
    private static final Duration YOUNG = Duration.ofSeconds(1);
    private static final Comparator<EngineSession> BY_AGE = Comparator.comparing(session -> session.request().received());
    private static final Comparator<List<EngineSession>> BY_SIZE = Comparator.comparingInt(List::size);
    private static final long CHOOSE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long GREEDY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int limit;
    /** Those that were told to end. */
    private final Set<EngineSession> leaving = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Greedy> greedy = new AtomicReference<>();
    /** When sessions may be chosen again. */
    private final AtomicLong next;

    /** The address that has most sessions; since when. */
    private record Greedy(String source, long since) {
    }

    /** @param limit of connections; 0 for none */
    SessionEviction(int limit, long now) {
        this.limit = limit;
        this.next = new AtomicLong(now);
    }

    /** Returns how many of the present sessions will end soon. */
    int leaving() {
        return leaving.size();
    }

    void onRemoved(EngineSession session) {
        if (!leaving.isEmpty()) {
            leaving.remove(session);
        }
    }

    /** Returns whether the last places are not for this address, as it has had the most sessions when the limit was reached. */
    boolean isReserved(int connections, String address, long now) {
        Greedy known = greedy.get();
        return known != null && now - known.since < GREEDY_NANOS && connections >= limit - batch()
                && known.source.equals(ConnectionLimiter.sourceOf(address));
    }

    private int batch() {
        return 1 + limit / BATCH_PART;
    }

    /**
     * Tells sessions to end, so that a client can connect.
     *
     * @return whether there will be room
     */
    boolean makeRoom(Collection<EngineSession> sessions, EngineRequest newcomer, long now) {
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + CHOOSE_AGAIN_NANOS)) {
            return false;
        }
        Instant aSecondAgo = newcomer.received().minus(YOUNG);
        Map<String, List<EngineSession>> idle = bySource(sessions.stream()
                .filter(session -> session.account().isExpendable() && session.request().received().isBefore(aSecondAgo)));
        if (!idle.isEmpty()) {
            return evict(idle.values().stream().sorted(BY_SIZE.reversed()).flatMap(source -> source.stream().sorted(BY_AGE)),
                    mostOf(idle).getKey());
        }
        Map<String, List<EngineSession>> all = bySource(sessions.stream());
        if (all.isEmpty()) {
            return false; // all of them leave already
        }
        Map.Entry<String, List<EngineSession>> most = mostOf(all);
        if (most.getValue().size() <= limit / GREEDY_PART
                || most.getKey().equals(ConnectionLimiter.sourceOf(newcomer.remoteAddress()))) {
            return false;
        }
        greedy.set(new Greedy(most.getKey(), now));
        return evict(most.getValue().stream().sorted(BY_AGE.reversed()), most.getKey());
    }

    private static Map.Entry<String, List<EngineSession>> mostOf(Map<String, List<EngineSession>> sources) {
        return sources.entrySet().stream().max(Map.Entry.comparingByValue(BY_SIZE)).orElseThrow();
    }

    private Map<String, List<EngineSession>> bySource(Stream<EngineSession> sessions) {
        return sessions.filter(session -> !leaving.contains(session))
                .collect(Collectors.groupingBy(session -> ConnectionLimiter.sourceOf(session.request().remoteAddress())));
    }

    private boolean evict(Stream<EngineSession> candidates, String most) {
        List<EngineSession> victims = candidates.limit(batch()).toList();
        WARNINGS.logf(LOG, Logger.Level.WARN, null, "Clients reach quarkus.socketio.limits.max-connections (%d): %d sessions"
                + " are ended to make room, first those that do nothing; the address with the most is %s", limit,
                victims.size(), most);
        leaving.addAll(victims);
        victims.forEach(EngineSession::evict);
        return true;
    }
}
