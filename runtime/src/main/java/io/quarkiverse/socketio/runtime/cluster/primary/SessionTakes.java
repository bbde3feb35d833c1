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
 * Gives saved sessions to the workers to which their clients have reconnected. If another worker holds the session, that one is
 * asked to release it first; a worker that does not do so in time delays only the takes of this session. Takes of one session
 * are served one after the other.
 * <p>
 * Thread: the primary's event loop. Time is a parameter, in milliseconds.
 */
final class SessionTakes {
    /** How long a take waits for the holder to release the session; less than the taking worker waits for its answer. */
    static final long RELEASE_MILLIS = 1_500;
    /** The maximum number of unanswered releases of one worker. */
    static final int MAX_UNANSWERED = 16_384;
    /** The maximum number of takes that wait. */
    static final int MAX_WAITING = 32_768;
    /** The maximum number of takes that wait for one session. */
    static final int MAX_WAITING_FOR_ONE = 4;

    private final SavedSessions saved;
    private final Links links;
    private final Map<String, Release> releases = new HashMap<>();
    private final Map<Integer, Release> releasesById = new HashMap<>();
    /** The number of unanswered releases by worker, including those whose takes do not wait any more. */
    private final Map<Integer, Integer> unanswered = new HashMap<>();
    /** In the order of their deadlines. */
    private final Set<Take> waiting = new LinkedHashSet<>();
    private int lastRelease;

    SessionTakes(SavedSessions saved, Links links) {
        this.saved = saved;
        this.links = links;
    }

    /** Sends messages to the workers. */
    interface Links {
        boolean isLinked(int worker);

        void send(int worker, SessionMessage message);
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

    private record Release(int id, int holder, Deque<Take> takes) {
    }

    void take(int from, TakeSession message, long now) {
        Take take = new Take(from, message, now + RELEASE_MILLIS);
        Release open = releases.get(message.key());
        if (open == null) {
            serve(take, now);
        } else if (open.takes.size() < MAX_WAITING_FOR_ONE && waiting.size() < MAX_WAITING) {
            await(open, take);
        } else {
            reply(take, null);
        }
    }

    /** Called when a worker has released a session, or does not have it. */
    void released(int from, int id, long now) {
        unanswered.computeIfPresent(from, (worker, count) -> count > 1 ? count - 1 : null);
        Release release = releasesById.get(id);
        if (release != null && release.holder == from) {
            finish(release, now);
        }
    }

    /** Called when a worker is gone: its clients can recover their sessions from now on. */
    void onWorkerGone(int worker, long now) {
        saved.onHolderGone(worker, now);
        unanswered.remove(worker);
        waiting.removeIf(take -> take.from == worker);
        List<Release> ended = new ArrayList<>(releasesById.values());
        ended.removeIf(release -> release.holder != worker);
        ended.forEach(release -> finish(release, now));
    }

    /** Answers the takes whose deadlines have passed with what is saved. */
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

    /** Returns the next deadline; {@link Long#MAX_VALUE} when no take waits. */
    long nextDeadline() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.iterator().next().deadline;
    }

    int waiting() {
        return waiting.size();
    }

    /** Answers the first take of a release with what is saved by now, and serves the next one. */
    private void finish(Release release, long now) {
        releasesById.remove(release.id);
        Take first = release.takes.remove();
        releases.remove(first.message.key());
        if (waiting.contains(first)) {
            replyWithSaved(first, now);
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
            replyWithSaved(take, now);
        } else if (holder == take.from || !links.isLinked(holder)) {
            reply(take, null);
        } else if (take.deadline > now && mayAsk(holder)) {
            ask(holder, take);
        } else {
            replyWithSaved(take, now);
        }
    }

    private boolean mayAsk(int holder) {
        return waiting.size() < MAX_WAITING && unanswered.getOrDefault(holder, 0) < MAX_UNANSWERED;
    }

    private void ask(int holder, Take take) {
        Release release = new Release(++lastRelease, holder, new ArrayDeque<>());
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

    /** Answers with the saved session, also if it is still held by a worker that does not answer. */
    private void replyWithSaved(Take take, long now) {
        SavedSessions.Entry entry = saved.find(take.message.key(), now);
        reply(take,
                entry == null || !entry.isOf(take.message.owner()) ? null : saved.take(entry, take.from, take.message.keep()));
    }

    private void reply(Take take, byte @Nullable [] session) {
        waiting.remove(take);
        links.send(take.from, new TakenSession(take.message.id(), session));
    }
}
