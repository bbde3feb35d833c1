package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests who holds a lease, with a Redis and clocks that the test controls. */
class RedisLeaseTest {
    private final ManualScheduler time = new ManualScheduler();
    private final FakeRedis redis = new FakeRedis();
    private long nanos = 1;
    private boolean wanted = true;
    private final RedisLease first = lease(() -> wanted);
    private final RedisLease second = lease(() -> true);

    private RedisLease lease(BooleanSupplier wanted) {
        return new RedisLease(redis, time, new RedisLease.Clocks(() -> nanos, () -> Instant.ofEpochSecond(0, nanos)), wanted);
    }

    private final class FakeRedis implements RedisLease.Commands {
        private @Nullable String owner;
        private long expires;
        private boolean down;
        private final List<Runnable> late = new ArrayList<>();
        private boolean slow;

        @Override
        public CompletionStage<Boolean> take(String asking, Duration limit) {
            if (down) {
                return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
            }
            if (owner == null || owner.equals(asking) || expires <= nanos) {
                owner = asking;
                expires = nanos + limit.toNanos();
            }
            boolean taken = asking.equals(owner);
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            if (slow) {
                late.add(() -> answer.complete(taken));
            } else {
                answer.complete(taken);
            }
            return answer;
        }

        @Override
        public CompletionStage<?> release(String asking) {
            owner = asking.equals(owner) ? null : owner;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            // nothing to close
        }
    }

    private void pass(Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= 100) {
            nanos += Duration.ofMillis(100).toNanos();
            time.advance(Duration.ofMillis(100));
        }
    }

    private void start() {
        first.start();
        second.start();
    }

    @Test
    void oneHoldsTheLeaseAndRenewsIt() {
        start();
        assertThat(first.heldSince()).isNotNull();
        Instant since = first.heldSince();
        pass(Duration.ofMinutes(1));
        assertThat(first.heldSince()).isEqualTo(since);
        assertThat(second.heldSince()).isNull();
    }

    @Test
    void anotherFollowsOneThatDoesNotWantItAnyMore() {
        start();
        wanted = false;
        pass(RedisLease.INTERVAL);
        assertThat(first.heldSince()).isNull();
        pass(RedisLease.INTERVAL);
        assertThat(second.heldSince()).isNotNull();
    }

    @Test
    void anotherFollowsAtOnceOneThatIsClosed() {
        start();
        first.close();
        assertThat(first.heldSince()).isNull();
        pass(RedisLease.INTERVAL);
        assertThat(second.heldSince()).isNotNull();
        pass(RedisLease.INTERVAL);
        assertThat(first.heldSince()).isNull();
    }

    @Test
    void nobodyHoldsTheLeaseWhileRedisIsDown() {
        start();
        redis.down = true;
        pass(RedisLease.TIME.minus(RedisLease.MARGIN));
        assertThat(first.heldSince()).isNull();
        assertThat(second.heldSince()).isNull();
        redis.down = false;
        pass(RedisLease.TIME);
        assertThat(first.heldSince() == null).isNotEqualTo(second.heldSince() == null);
    }

    /** The holder gives up before the lease expires, so another cannot have it at the same time. */
    @Test
    void aHolderThatCannotReachRedisGivesUpBeforeAnotherFollows() {
        start();
        redis.slow = true;
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(100));
            assertThat(first.heldSince() != null && second.heldSince() != null).isFalse();
            if (i == 70) {
                redis.slow = false;
            }
        }
        redis.late.forEach(Runnable::run);
        assertThat(first.heldSince() != null && second.heldSince() != null).isFalse();
        pass(RedisLease.TIME);
        assertThat(first.heldSince() != null).isNotEqualTo(second.heldSince() != null);
    }
}
