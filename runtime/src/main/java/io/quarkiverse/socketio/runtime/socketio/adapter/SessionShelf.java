package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A log, and the sessions whose offsets it understands: those of this server, or those that it inherited from one that left.
 * <p>
 * Thread: guarded by its owner.
 */
final class SessionShelf {
    private record Gone(StoredSession session, long at) {
    }

    private final PacketLog log;
    /** As {@link Estate#via}. */
    private final String via;
    private final Map<String, Gone> sessions = new LinkedHashMap<>();
    private long sessionBytes;
    private boolean complete = true;
    private long changedAt;
    /** The number of the next event of an estate, once its first part is here. */
    private long next;
    private boolean broken;

    SessionShelf(PacketLog log, String via) {
        this.log = log;
        this.via = via;
    }

    PacketLog log() {
        return log;
    }

    String via() {
        return via;
    }

    /** Whether all parts of an estate are here. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it will never have anything any more. */
    boolean isSpent(long now, Duration limit) {
        return sessions.isEmpty() && (complete || now - changedAt >= limit.toNanos());
    }

    int size() {
        return sessions.size();
    }

    /** Of events and sessions. */
    long bytes() {
        return log.bytes() + sessionBytes;
    }

    boolean holds(String pid) {
        return sessions.containsKey(pid);
    }

    /** Beyond the limit those are dropped that are gone longest. */
    void put(StoredSession session, long at, int most) {
        remove(session.pid());
        sessions.put(session.pid(), new Gone(session, at));
        sessionBytes += session.bytes();
        if (sessions.size() > most) {
            remove(sessions.keySet().iterator().next());
        }
    }

    private @Nullable Gone remove(String pid) {
        Gone gone = sessions.remove(pid);
        if (gone != null) {
            sessionBytes -= gone.session.bytes();
        }
        return gone;
    }

    private void removeIf(Predicate<Gone> wanted) {
        sessions.values().removeIf(gone -> {
            boolean removed = wanted.test(gone);
            sessionBytes -= removed ? gone.session.bytes() : 0;
            return removed;
        });
    }

    /** Drops the oldest, events and sessions alike, until no more than so many bytes are left. */
    void shrink(long most) {
        while (bytes() > most) {
            PacketLog.Entry event = log.entries().peek();
            Map.Entry<String, Gone> session = sessions.isEmpty() ? null : sessions.entrySet().iterator().next();
            if (session != null && (event == null || session.getValue().at - event.at() < 0)) {
                remove(session.getKey());
            } else {
                log.dropOldest();
            }
        }
    }

    /**
     * Takes a session out, whatever the answer.
     *
     * @param limit how long ago it was put here at most
     */
    @Nullable
    StoredSession take(String pid, String offset, long now, Duration limit) {
        Gone gone = remove(pid);
        if (gone == null || now - gone.at >= limit.toNanos()) {
            return null;
        }
        long number = log.numberOf(gone.session.offsetHere(offset));
        return number < gone.session.since() || !log.reachesBackTo(number) ? null : gone.session;
    }

    /** What another server gets of a session that was taken. */
    Handover handOver(StoredSession session, String offset) {
        return new Handover(session, log.after(log.numberOf(session.offsetHere(offset)), session.id(), session.rooms()).stream()
                .map(sent -> sent.entry().missed()).toList(), log.heard().last());
    }

    void forget(Selection selection) {
        removeIf(gone -> selection.includes(gone.session.id(), gone.session.rooms()));
    }

    void dropOld(long now, Duration limit) {
        removeIf(gone -> now - gone.at >= limit.toNanos());
    }

    void clear() {
        removeIf(gone -> true);
        log.clear();
    }

    /** @param after as {@link Estate#via}, where this has none of its own */
    Estate toEstate(long now, String after) {
        List<Estate.Kept> events = new ArrayList<>(log.size());
        log.entries().forEach(entry -> events.add(new Estate.Kept(entry.event(), entry.selection(), entry.origin(),
                Duration.ofNanos(now - entry.at()))));
        List<Estate.Left> left = new ArrayList<>(sessions.size());
        sessions.values().forEach(gone -> left.add(new Estate.Left(gone.session, Duration.ofNanos(now - gone.at))));
        return new Estate(log.prefix(), via.isEmpty() ? after : via, log.position(), log.heard().last(),
                log.position() - log.size() + 1, events, left);
    }

    /** A part of it, the parts in their order. */
    void add(Estate part, boolean last, MemorySessions.Limits limits, long now) {
        if (next != 0 && part.first() != next) {
            broken = true; // a part did not come
        }
        next = part.first() + part.events().size();
        for (Estate.Kept kept : part.events()) {
            log.addLast(new PacketLog.Entry(kept.event(), kept.selection(), kept.origin(), now - kept.age().toNanos()));
        }
        log.dropWhile(oldest -> log.size() > limits.packets() || log.bytes() > limits.bytes());
        part.sessions().forEach(left -> put(left.session(), now - left.age().toNanos(), limits.sessions()));
        complete = last;
        changedAt = now;
        if (last && (broken || next != part.position() + 1)) {
            removeIf(gone -> true);
        } else if (last) {
            log.heard().learn(part.heard());
        }
    }
}
