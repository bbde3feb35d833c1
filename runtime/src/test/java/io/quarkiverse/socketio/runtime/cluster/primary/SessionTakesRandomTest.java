package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

/** Tests in random runs that each take is answered once and in time, and that no session is given twice. */
class SessionTakesRandomTest {
    private static final int WORKERS = 5;
    private static final int KEYS = 6;
    private static final int STEPS = 400;
    private static final long MAX_BYTES = 1_500;
    private static final Duration TTL = Duration.ofSeconds(5);

    private final SavedSessions saved = new SavedSessions(MAX_BYTES);
    private final Links links = new Links();
    private final SessionTakes takes = new SessionTakes(saved, links);
    private final Map<Integer, TakeSession> asked = new HashMap<>();
    private final Map<Integer, Integer> requesters = new HashMap<>();
    private final Map<Integer, Long> askedAt = new HashMap<>();
    private Random random = new Random(0);
    private long now;
    private int last;

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void eachTakeIsAnsweredOnceAndInTimeAndNoSessionIsGivenTwice(int seed) {
        for (int round = 0; round < 100; round++) {
            random = new Random(1_000L * seed + round);
            for (int step = 0; step < STEPS; step++) {
                act();
                check();
            }
            pass(SessionTakes.RELEASE_MILLIS);
            check();
            assertThat(takes.waiting()).isZero();
        }
        for (int worker = 1; worker <= WORKERS; worker++) {
            die(worker);
        }
        saved.expire(now + TTL.toMillis());
        assertThat(saved.isEmpty()).isTrue();
        assertThat(saved.bytes()).isZero();
        assertThat(saved.count()).isZero();
        assertThat(links.given).as("the test sends something").hasSizeGreaterThan(1_000);
    }

    private void act() {
        int worker = 1 + random.nextInt(WORKERS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> take(worker);
            case 3, 4 -> save(worker, key(), random.nextBoolean());
            case 5, 6, 7 -> release(worker);
            case 8 -> pass(random.nextInt(700));
            default -> {
                if (random.nextInt(5) == 0) {
                    die(worker);
                } else if (random.nextInt(3) == 0) {
                    saved.forget(worker, key());
                } else {
                    links.linked.add(worker);
                }
            }
        }
    }

    private void check() {
        assertThat(saved.bytes()).isBetween(0L, MAX_BYTES);
        askedAt.forEach((id, at) -> assertThat(now - at).as("take %d", id).isLessThan(SessionTakes.RELEASE_MILLIS));
    }

    private String key() {
        return "k" + random.nextInt(KEYS);
    }

    private byte[] owner() {
        return new byte[] { (byte) random.nextInt(2) };
    }

    private void take(int worker) {
        if (links.linked.contains(worker)) {
            TakeSession take = new TakeSession(++last, key(), owner(), random.nextInt(WORKERS + 2), false);
            asked.put(take.id(), take);
            requesters.put(take.id(), worker);
            askedAt.put(take.id(), now);
            takes.take(worker, take, now);
        }
    }

    /** Saves a unique session that contains its key and owner. */
    private void save(int worker, String key, boolean held) {
        if (links.linked.contains(worker)) {
            byte[] owner = owner();
            byte[] session = (key + " " + owner[0] + " " + ++last).getBytes();
            saved.save(worker, new EncodedSession(key, owner, session, TTL), held, now);
        }
    }

    /** Answers a release, sometimes late, sometimes without a session. */
    private void release(int worker) {
        List<ReleaseSession> questions = links.questions.getOrDefault(worker, List.of());
        if (!questions.isEmpty() && links.linked.contains(worker)) {
            ReleaseSession question = questions.remove(random.nextInt(questions.size()));
            if (random.nextInt(3) > 0) {
                save(worker, question.key(), false);
            }
            takes.released(worker, question.id(), now);
        }
    }

    private void die(int worker) {
        links.linked.remove(worker);
        links.questions.remove(worker);
        askedAt.keySet().removeIf(id -> requesters.get(id) == worker);
        takes.onWorkerGone(worker, now);
    }

    private void pass(long millis) {
        now += millis;
        takes.expire(now);
        saved.expire(now);
    }

    private final class Links implements SessionTakes.Links {
        final Set<Integer> linked = new HashSet<>();
        final Map<Integer, List<ReleaseSession>> questions = new HashMap<>();
        final Set<String> given = new HashSet<>();

        @Override
        public boolean isLinked(int worker) {
            return linked.contains(worker);
        }

        @Override
        public void send(int worker, SessionMessage message) {
            assertThat(linked).contains(worker);
            if (message instanceof ReleaseSession question) {
                questions.computeIfAbsent(worker, none -> new ArrayList<>()).add(question);
                return;
            }
            TakenSession taken = (TakenSession) message;
            assertThat(askedAt.remove(taken.id())).as("answered once").isNotNull();
            assertThat(requesters.get(taken.id())).isEqualTo(worker);
            if (taken.session() != null) {
                String session = new String(taken.session());
                assertThat(given.add(session)).as("given once").isTrue();
                TakeSession take = asked.get(taken.id());
                assertThat(session).startsWith(take.key() + " " + take.owner()[0] + " ");
            }
        }
    }
}
