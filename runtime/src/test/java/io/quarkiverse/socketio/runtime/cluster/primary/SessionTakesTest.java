package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

/** Tests takes of sessions: which holder is asked, which requester gets the session, and how long takes wait. */
class SessionTakesTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int C = 3;
    private static final byte[] OWNER = { 7, 7, 7 };
    private static final byte[] STRANGER = { 7, 7, 8 };
    private static final Duration TTL = Duration.ofMinutes(2);
    private static final String NONE = "none";

    private final SavedSessions saved = new SavedSessions(100 << 20);
    private final FakeLinks links = new FakeLinks(A, B, C);
    private final SessionTakes takes = new SessionTakes(saved, links);
    private long now = 1_000_000;
    private int lastId;

    @Test
    void anUnheldSessionIsGivenAtOnceAndOnce() {
        save(A, "k", "s", false);
        assertThat(answer(take(B, "k"))).isEqualTo("s");
        assertThat(links.messages).isEqualTo(1);
        die(B);
        assertThat(answer(take(C, "k", OWNER, SessionChannel.NO_HOLDER))).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 20, 1000 })
    void theCostOfATakeDoesNotDependOnTheNumberOfWorkers(int workers) {
        for (int worker = 1; worker <= workers; worker++) {
            links.linked.add(worker);
        }
        save(A, "saved", "s", false);
        take(B, "saved");
        assertThat(links.messages).isEqualTo(1);
        int held = take(B, "held");
        assertThat(links.messages).isEqualTo(2);
        release(A, "held", "s");
        assertThat(answer(held)).isEqualTo("s");
        take(B, "nowhere", OWNER, SessionChannel.NO_HOLDER);
        assertThat(links.messages).isEqualTo(4);
    }

    @Test
    void aHolderReleasesASessionThatIsStillConnected() {
        int id = take(B, "k");
        assertThat(answer(id)).isNull();
        assertThat(links.releases(A)).hasSize(1);
        release(A, "k", "s");
        assertThat(answer(id)).isEqualTo("s");
        assertThat(takes.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aHolderWithoutTheSessionReleasesNothing() {
        int id = take(B, "k");
        takes.released(A, links.releases(A).get(0).id(), now);
        assertThat(answer(id)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = { B, 99, SessionChannel.NO_HOLDER, -1, Integer.MIN_VALUE })
    void aHolderThatIsTheRequesterOrDeadIsNotAsked(int holder) {
        assertThat(answer(take(B, "k", OWNER, holder))).isEqualTo(NONE);
        assertThat(links.messages).isEqualTo(1);
    }

    @Test
    void theLatestHolderIsAsked() {
        save(A, "k", "s1", false);
        take(B, "k");
        int id = take(C, "k");
        assertThat(links.releases(A)).isEmpty();
        release(B, "k", "s2");
        assertThat(answer(id)).isEqualTo("s2");
    }

    @Test
    void anotherOwnerGetsNothingAndTheHolderIsNotAsked() {
        save(A, "free", "s", false);
        save(A, "held", "s", true);
        assertThat(answer(take(B, "free", STRANGER, A))).isEqualTo(NONE);
        assertThat(answer(take(B, "held", STRANGER, A))).isEqualTo(NONE);
        assertThat(links.releases(A)).isEmpty();
        assertThat(answer(take(B, "free"))).isEqualTo("s");
        // nor when only the holder is known
        assertThat(answer(take(C, "free", STRANGER, A))).isEqualTo(NONE);
        assertThat(links.releases(B)).isEmpty();
    }

    /** The holder compares the owner if the primary cannot; a holder that does not is not trusted. */
    @Test
    void aReleaseNamesTheRequesterAndTheSessionIsGivenToItsOwnerOnly() {
        int stranger = take(B, "k", STRANGER, A);
        int owner = take(C, "k");
        assertThat(links.releases(A).get(0).owner()).isEqualTo(STRANGER);
        release(A, "k", "s");
        assertThat(answer(stranger)).isEqualTo(NONE);
        assertThat(answer(owner)).isEqualTo("s");
    }

    @Test
    void anotherOwnerAheadInTheQueueDelaysTheOwnerByOneReply() {
        int stranger = take(B, "k", STRANGER, A);
        int owner = take(C, "k");
        takes.released(A, links.releases(A).get(0).id(), now);
        assertThat(answer(stranger)).isEqualTo(NONE);
        assertThat(links.releases(A)).hasSize(2);
        release(A, "k", "s");
        assertThat(answer(owner)).isEqualTo("s");
    }

    @Test
    void takesOfOneSessionAreServedInTurn() {
        int first = take(B, "k");
        int second = take(C, "k");
        assertThat(links.releases(A)).hasSize(1);
        release(A, "k", "s1");
        assertThat(answer(first)).isEqualTo("s1");
        assertThat(answer(second)).isNull();
        release(B, "k", "s2");
        assertThat(answer(second)).isEqualTo("s2");
    }

    @Test
    void theDeathOfAHolderEndsTheWaitAndFreesItsSessions() {
        save(A, "k", "s", true);
        save(A, "other", "o", true);
        int id = take(B, "k");
        int unsaved = take(B, "unsaved");
        die(A);
        assertThat(answer(id)).isEqualTo("s");
        assertThat(answer(unsaved)).isEqualTo(NONE);
        assertThat(answer(take(C, "other"))).isEqualTo("o");
    }

    @Test
    void aRequesterThatDiesTakesNothing() {
        int id = take(B, "k");
        int next = take(C, "k");
        die(B);
        release(A, "k", "s");
        assertThat(answer(id)).isNull();
        assertThat(answer(next)).isEqualTo("s");
    }

    @Test
    void aSessionReleasedForADeadRequesterStaysForTheNext() {
        take(B, "k");
        die(B);
        release(A, "k", "s");
        assertThat(answer(take(C, "k"))).isEqualTo("s");
    }

    @Test
    void aStoppedHolderDelaysOnlyTakesOfItsOwnSessionsForALimitedTime() {
        save(A, "held", "copy", true);
        save(C, "free", "s", false);
        int held = take(B, "held");
        int unsaved = take(B, "unsaved");
        assertThat(answer(take(B, "free"))).isEqualTo("s");
        pass(SessionTakes.RELEASE_MILLIS - 1);
        assertThat(answer(held)).isNull();
        pass(1);
        assertThat(answer(held)).isEqualTo("copy");
        assertThat(answer(unsaved)).isEqualTo(NONE);
        assertThat(takes.waiting()).isZero();
    }

    /** It finds the release requests on its link when it continues. */
    @Test
    void aHolderThatContinuesTooLateOverwritesNothing() {
        save(A, "k", "copy", true);
        take(B, "k");
        pass(SessionTakes.RELEASE_MILLIS);
        save(B, "k", "newer", true);
        release(A, "k", "late");
        die(B);
        assertThat(answer(take(C, "k"))).isEqualTo("newer");
    }

    @Test
    void eachQueuedTakeHasItsOwnTimeout() {
        int first = take(B, "k");
        pass(1_000);
        int second = take(C, "k");
        pass(SessionTakes.RELEASE_MILLIS - 1_000);
        assertThat(answer(first)).isEqualTo(NONE);
        assertThat(answer(second)).isNull();
        pass(1_000);
        assertThat(answer(second)).isEqualTo(NONE);
        assertThat(links.releases(A)).hasSize(2);
    }

    @Test
    void theCostOfManyTakesOfOneSessionIsLimited() {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(take(B, "k"));
        }
        assertThat(takes.waiting()).isEqualTo(SessionTakes.MAX_WAITING_FOR_ONE);
        pass(SessionTakes.RELEASE_MILLIS);
        assertThat(ids).allSatisfy(id -> assertThat(answer(id)).isEqualTo(NONE));
        assertThat(links.releases(A).size()).isLessThanOrEqualTo(SessionTakes.MAX_WAITING_FOR_ONE);
    }

    @Test
    void aStoppedHolderGetsALimitedNumberOfRequests() {
        save(A, "held", "copy", true);
        int many = 5 * SessionTakes.MAX_UNANSWERED;
        for (int i = 0; i < many; i++) {
            take(B, "k" + i);
            if (i % 1_000 == 0) {
                pass(500);
            }
        }
        assertThat(links.releases(A)).hasSize(SessionTakes.MAX_UNANSWERED);
        assertThat(takes.waiting()).isLessThanOrEqualTo(SessionTakes.MAX_WAITING);
        assertThat(answer(take(B, "held"))).as("at once, as its holder has too many unanswered requests").isEqualTo("copy");
        int other = take(B, "c's", OWNER, C);
        release(C, "c's", "s");
        assertThat(answer(other)).isEqualTo("s");
        pass(SessionTakes.RELEASE_MILLIS);
        assertThat(takes.waiting()).isZero();
        assertThat(links.answers).hasSize(many + 2);
    }

    @Test
    void aHolderThatAnswersLateIsAskedAgain() {
        for (int i = 0; i < SessionTakes.MAX_UNANSWERED; i++) {
            take(B, "k" + i);
        }
        pass(SessionTakes.RELEASE_MILLIS);
        assertThat(answer(take(B, "k"))).isEqualTo(NONE);
        takes.released(A, links.releases(A).get(0).id(), now);
        int id = take(B, "k");
        assertThat(answer(id)).isNull();
        release(A, "k", "s");
        assertThat(answer(id)).isEqualTo("s");
    }

    @Test
    void anotherWorkerCannotAnswerForTheHolder() {
        int id = take(B, "k");
        takes.released(C, links.releases(A).get(0).id(), now);
        takes.released(A, 4711, now);
        assertThat(answer(id)).isNull();
    }

    /**
     * The reverse proxy is restarted: all clients reconnect at once, each to any worker, a third of them before their
     * disconnection was noticed.
     */
    @Test
    void tenThousandClientsRecoverAtOnceOnAHundredWorkers() {
        int workers = 100;
        int clients = 10_000;
        for (int worker = 1; worker <= workers; worker++) {
            links.linked.add(worker);
        }
        List<Integer> ids = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int from = 1 + client % workers;
            if (client % 3 != 0) {
                save(from, "k" + client, "s" + client, false);
            }
            ids.add(take(1 + (client * 7 + 3) % workers, "k" + client, OWNER, from));
        }
        links.releases.forEach((worker, asked) -> asked.forEach(release -> {
            save(worker, release.key(), release.key().replace('k', 's'), false);
            takes.released(worker, release.id(), now);
        }));
        for (int client = 0; client < clients; client++) {
            int from = 1 + client % workers;
            boolean sameWorker = from == 1 + (client * 7 + 3) % workers;
            boolean given = client % 3 != 0 || !sameWorker;
            assertThat(answer(ids.get(client))).isEqualTo(given ? "s" + client : NONE);
        }
        int released = links.releases.values().stream().mapToInt(List::size).sum();
        assertThat(links.messages).as("one reply each, and a release where it was not saved").isEqualTo(clients + released);
        assertThat(released).isLessThanOrEqualTo(clients / 3 + 1);
        assertThat(takes.waiting()).isZero();
    }

    // as a worker does

    private int take(int from, String key) {
        return take(from, key, OWNER, A);
    }

    private int take(int from, String key, byte[] owner, int holder) {
        takes.take(from, new TakeSession(++lastId, key, owner, holder, false), now);
        return lastId;
    }

    private void save(int from, String key, String session, boolean held) {
        saved.save(from, new EncodedSession(key, OWNER, session.getBytes(StandardCharsets.UTF_8), TTL), held, now);
    }

    /** Answers the last release request for that session. */
    private void release(int holder, String key, String session) {
        save(holder, key, session, false);
        List<ReleaseSession> asked = links.releases(holder).stream().filter(release -> release.key().equals(key)).toList();
        takes.released(holder, asked.get(asked.size() - 1).id(), now);
    }

    private void die(int worker) {
        links.linked.remove(worker);
        takes.onWorkerGone(worker, now);
    }

    private void pass(long millis) {
        now += millis;
        takes.expire(now);
        assertThat(takes.nextDeadline()).isGreaterThan(now);
    }

    /** Returns the reply; null while there is none. */
    private @Nullable String answer(int id) {
        return links.answers.get(id);
    }

    private static final class FakeLinks implements SessionTakes.Links {
        final Set<Integer> linked;
        final Map<Integer, List<ReleaseSession>> releases = new HashMap<>();
        final Map<Integer, String> answers = new HashMap<>();
        int messages;

        FakeLinks(Integer... workers) {
            linked = new HashSet<>(Set.of(workers));
        }

        List<ReleaseSession> releases(int worker) {
            return releases.getOrDefault(worker, List.of());
        }

        @Override
        public boolean isLinked(int worker) {
            return linked.contains(worker);
        }

        @Override
        public void send(int worker, SessionMessage message) {
            messages++;
            if (message instanceof TakenSession taken) {
                String session = taken.session() == null ? NONE : new String(taken.session(), StandardCharsets.UTF_8);
                assertThat(answers.put(taken.id(), session)).as("answered before").isNull();
            } else {
                releases.computeIfAbsent(worker, none -> new ArrayList<>()).add((ReleaseSession) message);
            }
        }
    }
}
