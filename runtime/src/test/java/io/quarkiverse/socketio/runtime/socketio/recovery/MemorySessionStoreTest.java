package io.quarkiverse.socketio.runtime.socketio.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.FakeCallbacks;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;
import io.quarkiverse.socketio.runtime.time.Scheduler;

class MemorySessionStoreTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final MemoryBudget budget = new MemoryBudget(1_000_000, () -> 0);
    private Duration now = Duration.ofDays(1);
    private int valueBytes = 2;
    private MemorySessionStore sessions = store(2, scheduler);

    private MemorySessionStore store(int most, Scheduler timer) {
        return new MemorySessionStore(new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 1, 1, most), timer,
                () -> now.toNanos(), budget), new FakeCallbacks());
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private void save(String pid) {
        sessions.save(new StoredSession("id of " + pid, pid, "owner", "", Set.of("id of " + pid), new byte[valueBytes],
                new StoredSession.Progress(0, 0, 0, 0, StoredSession.Progress.ALL, List.of())));
    }

    private @Nullable StoredSession take(String pid) {
        return take(pid, "owner");
    }

    private @Nullable StoredSession take(String pid, String owner) {
        AtomicReference<@Nullable StoredSession> taken = new AtomicReference<>();
        sessions.take(pid, owner, taken::set);
        return taken.get();
    }

    @Test
    void aSessionCanBeTakenOnce() {
        save("p");
        StoredSession taken = take("p");
        assertThat(taken).isNotNull();
        assertThat(taken.id()).isEqualTo("id of p");
        assertThat(take("p")).isNull();
    }

    @Test
    void anotherOwnerDoesNotTakeTheSession() {
        save("p");
        assertThat(take("p", "another")).isNull();
        assertThat(take("p", "")).isNull();
        assertThat(take("p")).isNotNull();
    }

    @Test
    void aSessionExpiresEvenIfNoTimerRan() {
        save("p");
        now = now.plusMinutes(2);
        assertThat(take("p")).isNull();
    }

    @Test
    void theOldestSessionsAreDroppedAboveTheLimit() {
        save("p1");
        save("p2");
        save("p3");
        assertThat(take("p1")).isNull();
        assertThat(take("p2")).isNotNull();
        assertThat(take("p3")).isNotNull();
    }

    @Test
    void aTimerRunsOnlyWhileSessionsAreKept() {
        assertThat(scheduler.size()).isZero();
        save("p1");
        pass(60);
        save("p2");
        assertThat(scheduler.size()).isEqualTo(1);
        pass(60);
        assertThat(sessions.holdsAny()).isTrue();
        pass(120);
        assertThat(sessions.holdsAny()).isFalse();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void theSessionOfAClientThatLeftIsForgotten() {
        save("p");
        sessions.forget("p");
        assertThat(sessions.holdsAny()).isFalse();
        assertThat(budget.held()).isZero();
    }

    @Test
    void afterCloseNothingIsKeptAndNoTimerRuns() {
        save("p");
        sessions.close();
        save("p");
        assertThat(scheduler.size()).isZero();
        assertThat(take("p")).isNull();
        assertThat(budget.held()).isZero();
    }

    @Test
    void nothingIsKeptWhenTheSchedulerRejectsTasks() {
        sessions = store(2, (delay, task) -> {
            throw new RejectedExecutionException("stopped");
        });
        save("p");
        assertThat(sessions.holdsAny()).isFalse();
    }

    @Test
    void theOlderHalfIsDroppedWhenTheBudgetIsExhausted() {
        sessions = store(10_000, scheduler);
        for (int i = 0; i < 2_000; i++) {
            save("p" + i);
        }
        pass(0);
        assertThat(budget.held()).isLessThan(1_000_000);
        assertThat(take("p0")).isNull();
        assertThat(take("p1999")).isNotNull();
    }

    @Test
    void theValuesOfTheApplicationCount() {
        valueBytes = 50_000;
        save("p");
        assertThat(budget.held()).isBetween(50_000L, 60_000L);
        take("p");
        assertThat(budget.held()).isZero();
    }

    @Test
    void secretsAreLongAndUnique() {
        assertThat(sessions.newPid()).hasSize(24).isNotEqualTo(sessions.newPid());
    }
}
