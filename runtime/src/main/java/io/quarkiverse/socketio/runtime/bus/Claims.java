package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.bus.SessionMessages.ClaimedSession;
import io.quarkiverse.socketio.runtime.bus.SessionMessages.MovedSession;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Answers;
import io.quarkiverse.socketio.runtime.socketio.adapter.Handover;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore.Missed;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * Clients that come back to another server than the one they left: this one asks the others for what they have of them, and
 * gives them what they ask for. The first who has something gives it away, so nobody else gets it.
 * <p>
 * Thread: any.
 */
final class Claims {
    private static final Logger LOG = Logger.getLogger(Claims.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** Who answers later is not waited for: the client gets a new session. */
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** An heir may leave in its turn, before the client comes to it. */
    private static final int MOST_HEIRS = 3;
    /** What servers name is shorter; what a client says to be one of these is not asked for. */
    private static final int LONGEST_NAME = 64;

    private final ClusterRequests cluster;
    /** The questions of others that wait here for something. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    Claims(ClusterRequests cluster) {
        this.cluster = cluster;
    }

    /** Takes a session from the server that has it. */
    void claim(ClusterAdapter adapter, String pid, String offset, Consumer<@Nullable StoredSession> answer) {
        if (cluster.others().isEmpty() || pid.length() > LONGEST_NAME || offset.length() > LONGEST_NAME) {
            answer.accept(null);
            return;
        }
        ask(adapter, pid, offset, new Asked(cluster.others(), MOST_HEIRS), answer);
    }

    /** @param heirs may still be asked after them */
    private record Asked(Set<String> servers, int heirs) {
    }

    private void ask(ClusterAdapter adapter, String pid, String offset, Asked asked, // wall: a claim
            Consumer<@Nullable StoredSession> answer) {
        AtomicReference<String> id = new AtomicReference<>("");
        cluster.requests().ask(ClaimedSession.class, asked.servers(), PATIENCE, request -> {
            id.set(request.id());
            ClusterMessage question = new SessionMessages.ClaimSession(adapter.namespace(), request.id(), pid, offset);
            if (asked.heirs() == MOST_HEIRS) {
                cluster.publish(question);
            } else {
                asked.servers().forEach(server -> cluster.send(server, question));
            }
            request.inquiry().onlyFrom(cluster.others());
        }).subscribe().with(answers -> {
            // one of them may wait for what becomes of a claim of its own
            answers.missing().forEach(server -> cluster.send(server,
                    new SessionMessages.ClaimEnded(adapter.namespace(), id.get())));
            if (answers.received().stream().anyMatch(part -> part.session() != null)) {
                answer.accept(adopt(adapter, answers, offset));
            } else if (adapter.store().holds(pid)) { // that came meanwhile, from a server that leaves
                answer.accept(adapter.store().restore(pid, offset));
            } else {
                Set<String> next = asked.heirs() == 0 ? Set.of() : next(asked, answers);
                if (next.isEmpty()) {
                    LOG.debugf("A client of %s is new: nobody has its session, and no answer came from %s",
                            adapter.namespace(), answers.missing());
                    answer.accept(null);
                } else {
                    ask(adapter, pid, offset, new Asked(next, asked.heirs() - 1), answer);
                }
            }
        });
    }

    /** Who may have now what one of those had that were asked: it told so, or left before it was reached. */
    private Set<String> next(Asked asked, Answers<ClaimedSession> answers) {
        Set<String> present = cluster.others();
        if (!present.containsAll(asked.servers())) {
            return present;
        }
        Set<String> heirs = new HashSet<>();
        for (ClaimedSession part : answers.received()) {
            if (part.heir() != null && present.contains(part.heir())) {
                heirs.add(part.heir());
            }
        }
        return heirs;
    }

    private static @Nullable StoredSession adopt(ClusterAdapter adapter, Answers<ClaimedSession> answers, String offset) {
        MovedSession moved = null;
        List<Missed> missed = new ArrayList<>();
        for (ClaimedSession part : answers.received()) {
            moved = part.session() == null ? moved : part.session();
            missed.addAll(part.missed());
        }
        if (moved == null) {
            return null;
        }
        try {
            StoredSession session = adapter.store().adopt(new Handover(adapter.read(moved), missed, moved.heard()), offset);
            if (session == null) {
                LOG.debugf("Socket %s of %s is not recovered: what it missed is not kept here", moved.id(),
                        adapter.namespace());
            }
            return session;
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s is not recovered: %s", moved.id(), e.getMessage());
            return null;
        }
    }

    /** Another server has a client back; {@code adapter} is null where nobody here ever joined that namespace. */
    void onClaim(String from, SessionMessages.ClaimSession claim, @Nullable ClusterAdapter adapter) {
        if (adapter == null || adapter.sessions() == null) {
            cluster.send(from, new ClaimedSession(claim.namespace(), claim.request(), null, List.of(), false, null));
            return;
        }
        waiting.add(claim.request());
        boolean held = adapter.store().holds(claim.pid());
        adapter.events().release(claim.pid(), () -> waiting.contains(claim.request()), () -> {
            waiting.remove(claim.request());
            Handover handover = adapter.store().handOver(claim.pid(), claim.offset());
            LOG.debugf("Server %s claims %s of %s, which %s here: %s", from, claim.request(), claim.namespace(),
                    held ? "is kept" : "is not, or is connected,", handover == null ? "nothing" : handover.session().id());
            give(from, claim, handover, handover == null ? null : written(adapter, handover), adapter.heir());
        });
    }

    private static @Nullable MovedSession written(ClusterAdapter adapter, Handover handover) {
        try {
            return adapter.write(handover.session(), handover.heard());
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null,
                    "Socket %s is not recovered on another worker, as its data cannot be sent: %s",
                    handover.session().id(), e.getMessage());
            return null;
        }
    }

    private void give(String to, SessionMessages.ClaimSession claim, @Nullable Handover handover,
            @Nullable MovedSession session, @Nullable String heir) { // wall: an answer
        List<Missed> missed = handover == null || session == null ? List.of() : handover.missed();
        for (Parts.Part<Missed> part : Parts.of(missed, each -> each.packet().size())) {
            cluster.send(to, new ClaimedSession(claim.namespace(), claim.request(), part.more() ? null : session, part.items(),
                    part.more(), part.more() ? null : heir));
        }
    }

    /** Another server has what it asked for, or gave up. */
    void onEnded(SessionMessages.ClaimEnded ended) {
        waiting.remove(ended.request());
    }
}
