package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;

/** Tests which sessions are kept, for how long, and which are removed when there is no more space. */
class SavedSessionsTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final byte[] OWNER = { 7, 7, 7 };
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final int BODY = 100;
    /** The size of an entry with a key of two characters. */
    private static final int ENTRY = SavedSessions.ENTRY_BYTES + 2 + OWNER.length + BODY;

    private final SavedSessions sessions = new SavedSessions(10 * ENTRY);

    @Test
    void aTakenSessionThatIsKeptCanBeTakenAfterItsHolderIsGone() {
        save("aa", false, 0);
        assertThat(sessions.take(sessions.find("aa", 0), B, true)).isNotNull();
        assertThat(sessions.find("aa", 100_000).isFree()).as("the requester holds it").isFalse();
        sessions.onHolderGone(B, 100_000);
        assertThat(sessions.find("aa", 100_000).isFree()).isTrue();
        assertThat(sessions.take(sessions.find("aa", 100_000), A, false)).isNotNull();
        sessions.onHolderGone(A, 100_000);
        assertThat(sessions.find("aa", 100_000)).isNull();
    }

    @Test
    void theOldestSessionsAreRemovedAboveTheLimit() {
        for (int i = 10; i < 30; i++) {
            save("" + i, false, i);
        }
        assertThat(sessions.count()).isEqualTo(10);
        assertThat(sessions.bytes()).isEqualTo(10 * ENTRY);
        assertThat(sessions.dropped()).isEqualTo(10);
        assertThat(sessions.find("19", 30)).isNull();
        assertThat(sessions.find("20", 30)).isNotNull();
    }

    @Test
    void savingAgainReplacesTheSessionAndMakesItTheYoungest() {
        for (int i = 10; i < 20; i++) {
            save("" + i, true, i);
        }
        save("10", true, 20);
        assertThat(sessions.count()).isEqualTo(10);
        save("20", true, 21);
        assertThat(sessions.find("10", 22)).isNotNull();
        assertThat(sessions.find("11", 22)).isNull();
    }

    @Test
    void aSessionLargerThanTheLimitRemovesOnlyTheOneItReplaces() {
        save("aa", false, 0);
        save("bb", false, 0);
        sessions.save(A, new EncodedSession("aa", OWNER, new byte[10 * ENTRY], TTL), false, 1);
        assertThat(sessions.find("aa", 1)).isNull();
        assertThat(sessions.find("bb", 1)).isNotNull();
        assertThat(sessions.dropped()).isEqualTo(1);
        assertThat(sessions.bytes()).isEqualTo(ENTRY);
    }

    @Test
    void withoutSpaceNothingIsSaved() {
        SavedSessions none = new SavedSessions(0);
        none.save(A, saved("aa"), false, 0);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.bytes()).isZero();
    }

    @Test
    void keysAndHoldersCountTowardsTheLimit() {
        SavedSessions small = new SavedSessions(20 * ENTRY);
        for (int i = 10; i < 100; i++) {
            small.save(A, saved("" + i), false, 0);
            small.take(small.find("" + i, 0), B, false);
        }
        assertThat(small.count()).isZero();
        assertThat(small.bytes()).isPositive().isLessThanOrEqualTo(20 * ENTRY);
    }

    @Test
    void aFreeSessionIsKeptForItsTimeToLive() {
        save("aa", false, 0);
        assertThat(sessions.find("aa", TTL.toMillis() - 1)).isNotNull();
        assertThat(sessions.find("aa", TTL.toMillis())).isNull();
        assertThat(sessions.bytes()).isZero();
    }

    @Test
    void expiredSessionsAreRemovedByTheSweep() {
        save("aa", false, 0);
        save("bb", false, 5_000);
        save("cc", true, 0);
        sessions.expire(TTL.toMillis());
        assertThat(sessions.count()).isEqualTo(2);
        sessions.expire(Long.MAX_VALUE - 1);
        assertThat(sessions.count()).isEqualTo(1);
    }

    @Test
    void aTimeToLiveMayBeOfAnyLength() {
        sessions.save(A, new EncodedSession("aa", OWNER, new byte[1], Duration.ofMillis(Long.MAX_VALUE)), false, 1_000);
        assertThat(sessions.find("aa", Long.MAX_VALUE - 1)).isNotNull();
        sessions.save(A, new EncodedSession("aa", OWNER, new byte[1], Duration.ofMillis(Long.MIN_VALUE)), false, 1_000);
        assertThat(sessions.find("aa", 1_000)).isNull();
    }

    @Test
    void aHeldSessionBeginsToExpireWhenItsHolderIsGone() {
        save("aa", true, 0);
        long later = 100 * TTL.toMillis();
        assertThat(sessions.find("aa", later)).isNotNull().extracting(SavedSessions.Entry::isFree).isEqualTo(false);
        sessions.onHolderGone(A, later);
        assertThat(sessions.find("aa", later)).isNotNull().extracting(SavedSessions.Entry::isFree).isEqualTo(true);
        assertThat(sessions.find("aa", later + TTL.toMillis())).isNull();
    }

    @Test
    void takenSessionsThatWereNotSavedAreRemovedWithTheirDeadHolder() {
        save("aa", false, 0);
        save("bb", true, 0);
        sessions.take(sessions.find("aa", 0), B, false);
        sessions.onHolderGone(B, 0);
        assertThat(sessions.find("aa", 0)).isNull();
        assertThat(sessions.find("bb", 0)).isNotNull();
        assertThat(sessions.bytes()).isEqualTo(ENTRY);
    }

    @Test
    void aFormerHolderCanNeitherSaveNorForget() {
        save("aa", false, 0);
        sessions.take(sessions.find("aa", 0), B, false);
        sessions.save(B, new EncodedSession("aa", OWNER, "new".getBytes(StandardCharsets.UTF_8), TTL), false, 1);
        save("aa", false, 2);
        sessions.forget(A, "aa");
        assertThat(sessions.take(sessions.find("aa", 3), A, false)).asString().isEqualTo("new");
    }

    /** Its number may be that of a new worker by then. */
    @Test
    void sessionsOfADeadWorkerCannotBeSavedByItsSuccessor() {
        save("aa", false, 0);
        sessions.onHolderGone(A, 0);
        sessions.save(A, new EncodedSession("aa", OWNER, new byte[1], TTL), true, 1);
        assertThat(sessions.find("aa", 1).isFree()).isTrue();
        assertThat(sessions.bytes()).isEqualTo(ENTRY);
    }

    @Test
    void theHolderCanForgetASession() {
        save("aa", true, 0);
        sessions.forget(A, "aa");
        sessions.forget(A, "unknown");
        assertThat(sessions.isEmpty()).isTrue();
        assertThat(sessions.bytes()).isZero();
        assertThat(sessions.dropped()).isZero();
    }

    @Test
    void sessionsTakeAtMostAQuarterOfTheHeap() {
        Duration any = Duration.ofSeconds(1);
        PrimarySettings.Limits limits = new PrimarySettings.Limits(any, 32 << 20, true);
        assertThat(limits.sessionBytesIn(64 << 20)).isEqualTo(16 << 20);
        assertThat(limits.sessionBytesIn(1L << 32)).isEqualTo(32 << 20);
    }

    private void save(String key, boolean held, long now) {
        sessions.save(A, saved(key), held, now);
    }

    private static EncodedSession saved(String key) {
        return new EncodedSession(key, OWNER, new byte[BODY], TTL);
    }
}
