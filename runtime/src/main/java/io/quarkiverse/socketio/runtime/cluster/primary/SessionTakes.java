package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

/**
 * Gives sessions to the workers that their clients have come back to. A session that another worker holds is released by that
 * one first; a worker that does not do so in time delays only the takes of that very session. Takes of one session are served
 * one after the other.
 * <p>
 * Thread: the primary's event loop. Time is a parameter, in milliseconds.
 */
final class SessionTakes {
    /** So long a take waits for a holder; shorter than the worker that takes waits for its answer. */
    static final long RELEASE_MILLIS = 1_500;
    /** So many releases one worker may be asked for and not have answered. */
    static final int MAX_UNANSWERED = 16_384;
    /** So many takes may wait in all. */
    static final int MAX_WAITING = 32_768;
    /** So many takes may wait for one session. */
    static final int MAX_WAITING_FOR_ONE = 4;

    private final SavedSessions saved;
    private final Links links;
    private final Map<String, Release> releases = new HashMap<>();
    private final Map<Integer, Release> releasesById = new HashMap<>();
    /** By worker: how many releases it was asked for and has not answered, also those that nobody waits for any more. */
    private final Map<Integer, Integer> unanswered = new HashMap<>();
    /** In the order of their deadlines. */
    private final Set<Take> waiting = new LinkedHashSet<>();
    private int lastRelease;

    SessionTakes(SavedSessions saved, Links links) {
        this.saved = saved;
        this.links = links;
    }

    /** The way to the workers. */
    interface Links {
        boolean isLinked(int worker);

        void send(int worker, SessionMessage.OfPrimary message);
    }

    private static final class Take {
        final int from;
        final TakeSession message;
        final long deadline;

        Take(int from, TakeSession message, long deadline) {
            this.from = from;
            this.message = message;
            this.deadline = deadline;
        }
    }

    private static final class Release {
        final int id;
        final int holder;
        final Deque<Take> takes = new ArrayDeque<>();

        Release(int id, int holder) {
            this.id = id;
            this.holder = holder;
        }
    }

    void take(int from, TakeSession message, long now) {
        Take take = new Take(from, message, now + RELEASE_MILLIS);
        Release open = releases.get(message.key());
        if (open == null) {
            serve(take, now);
        } else if (open.takes.size() < MAX_WAITING_FOR_ONE && waiting.size() < MAX_WAITING) {
            await(open, take);
        } else {
            answer(take, null);
        }
    }

    /** A worker has saved the session that it was asked for, or has none. */
    void released(int from, int id, long now) {
        unanswered.computeIfPresent(from, (worker, count) -> count > 1 ? count - 1 : null);
        Release release = releasesById.get(id);
        if (release != null && release.holder == from) {
            finish(release, now);
        }
    }

    /** A worker is gone: its clients can come back from now on. */
    void left(int worker, long now) {
        saved.holderLeft(worker, now);
        unanswered.remove(worker);
        waiting.removeIf(take -> take.from == worker);
        List<Release> ended = new ArrayList<>(releasesById.values());
        ended.removeIf(release -> release.holder != worker);
        ended.forEach(release -> finish(release, now));
    }

    /** Takes that have waited long enough get what is here. */
    void expire(long now) {
        while (nextDeadline() <= now) {
            Take take = waiting.iterator().next();
            Release release = releases.get(take.message.key());
            if (release == null) {
                throw new IllegalStateException("[BUG] a take waits for nothing");
            }
            finish(release, now);
        }
    }

    /** {@link Long#MAX_VALUE} when nobody waits. */
    long nextDeadline() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.iterator().next().deadline;
    }

    int waiting() {
        return waiting.size();
    }

    /** The first take gets what is here by now; the next one is served. */
    private void finish(Release release, long now) {
        releasesById.remove(release.id);
        Take first = release.takes.remove();
        releases.remove(first.message.key());
        if (waiting.contains(first)) {
            giveWhatIsHere(first, now);
        }
        for (Take next : release.takes) {
            Release open = releases.get(next.message.key());
            if (open != null) {
                open.takes.add(next);
            } else if (waiting.contains(next)) {
                serve(next, now);
            }
        }
    }

    private void serve(Take take, long now) {
        SavedSessions.Entry entry = saved.find(take.message.key(), now);
        int holder = entry == null ? take.message.holder() : entry.holder();
        if (entry != null && (entry.isFree() || !entry.isOf(take.message.owner()))) {
            giveWhatIsHere(take, now);
        } else if (holder == take.from || !links.isLinked(holder)) {
            answer(take, null);
        } else if (take.deadline > now && mayAsk(holder)) {
            ask(holder, take);
        } else {
            giveWhatIsHere(take, now);
        }
    }

    private boolean mayAsk(int holder) {
        return waiting.size() < MAX_WAITING && unanswered.getOrDefault(holder, 0) < MAX_UNANSWERED;
    }

    private void ask(int holder, Take take) {
        Release release = new Release(++lastRelease, holder);
        releases.put(take.message.key(), release);
        releasesById.put(release.id, release);
        unanswered.merge(holder, 1, Integer::sum);
        await(release, take);
        links.send(holder, new ReleaseSession(release.id, take.message.key(), take.message.owner()));
    }

    private void await(Release release, Take take) {
        release.takes.add(take);
        waiting.add(take);
    }

    /** Also what is still held, by a worker that does not answer. */
    private void giveWhatIsHere(Take take, long now) {
        SavedSessions.Entry entry = saved.find(take.message.key(), now);
        answer(take,
                entry == null || !entry.isOf(take.message.owner()) ? null : saved.take(entry, take.from, take.message.keep()));
    }

    private void answer(Take take, byte @Nullable [] session) {
        waiting.remove(take);
        links.send(take.from, new TakenSession(take.message.id(), session));
    }
}
