package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterFormat.RedisCommand;
import io.vertx.redis.client.Command;

class EmitterConnectionTest {
    /** The time limit passes with as many checks; the last is that after it. */
    private static final int CHECKS = 11;

    private final FakeEmitterRedis redis = new FakeEmitterRedis();

    private static RedisCommand command(String text) {
        return RedisCommand.of(Command.PUBLISH, List.of("channel", text));
    }

    private CompletableFuture<Void> send(String text) {
        return send(redis, text);
    }

    private static CompletableFuture<Void> send(FakeEmitterRedis redis, String text) {
        return redis.connection().send(command(text)).toCompletableFuture();
    }

    private static void assertFailed(CompletionStage<Void> stage, String reason) {
        List<Throwable> failures = new ArrayList<>();
        stage.whenComplete((none, failure) -> failures.add(failure));
        assertThat(failures).singleElement().isInstanceOf(SocketIOException.class).asString().contains(reason);
    }

    private void pass() {
        for (int i = 0; i < CHECKS; i++) {
            redis.check();
        }
    }

    @Test
    void theFirstCommandConnects() {
        assertThat(redis.attempts()).isZero();
        CompletableFuture<Void> first = send("1");
        CompletableFuture<Void> second = send("2");
        assertThat(redis.attempts()).isEqualTo(1);
        assertThat(redis.commands()).isEmpty();
        redis.accept();
        assertThat(redis.commands()).hasSize(2);
        assertThat(redis.commands().get(0)).contains("channel").contains("1");
        redis.confirm();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        redis.confirm();
        assertThat(second).isCompleted();
    }

    @Test
    void aCommandThatRedisRefusesFailsAlone() {
        CompletableFuture<Void> first = send("1");
        CompletableFuture<Void> second = send("2");
        redis.accept();
        redis.fail("OOM command not allowed");
        redis.confirm();
        assertFailed(first, "OOM command not allowed");
        assertThat(second).isCompleted();
    }

    @Test
    void aConnectionThatEndedUnnoticedIsReplaced() {
        CompletableFuture<Void> first = send("1");
        redis.accept();
        redis.fail("Connection is closed");
        assertFailed(first, "the connection to Redis was lost");
        CompletableFuture<Void> second = send("2");
        redis.runTimers();
        assertThat(redis.attempts()).isEqualTo(2);
        redis.accept();
        redis.confirm();
        assertThat(second).isCompleted();
    }

    @Test
    void commandsWaitForAConnection() {
        CompletableFuture<Void> first = send("1");
        redis.refuse();
        redis.check();
        redis.runTimers();
        assertThat(redis.attempts()).isEqualTo(2);
        redis.accept();
        redis.confirm();
        assertThat(first).isCompleted();
    }

    @Test
    void commandsWithoutAConnectionFailAfterTheTimeLimit() {
        CompletableFuture<Void> first = send("1");
        for (int i = 1; i < CHECKS; i++) {
            redis.check();
        }
        CompletableFuture<Void> second = send("2");
        assertThat(first).isNotDone();
        redis.check();
        assertFailed(first, "not connected");
        assertThat(second).isNotDone();
        redis.accept();
        assertThat(redis.commands()).as("the first is not sent after it has failed").singleElement().asString().contains("2");
    }

    @Test
    void commandsWithoutAResponseFailWithTheirConnectionAndAreNotSentAgain() {
        CompletableFuture<Void> first = send("1");
        redis.accept();
        redis.disconnect();
        assertFailed(first, "the connection to Redis was lost; it may have arrived");
        redis.commands().clear();
        CompletableFuture<Void> second = send("2");
        redis.runTimers();
        redis.accept();
        assertThat(redis.commands()).singleElement().asString().contains("2");
        assertThat(second).isNotDone();
    }

    @Test
    void aSilentConnectionIsReplaced() {
        CompletableFuture<Void> first = send("1");
        redis.accept();
        pass();
        assertFailed(first, "no response within 10000 ms");
        assertThat(redis.closed()).isEqualTo(1);
        redis.runTimers();
        assertThat(redis.attempts()).isEqualTo(2);
    }

    @Test
    void aConnectionIsClosedWhenItsLastCommandIsWritten() {
        send("1");
        redis.accept();
        redis.stopReading();
        pass();
        assertThat(redis.closed()).isZero();
        redis.read();
        assertThat(redis.closed()).isEqualTo(1);
        redis.runTimers();
        assertThat(redis.closed()).isEqualTo(1);
    }

    @Test
    void aConnectionWhoseLastCommandIsNotReadIsClosedAfterATime() {
        send("1");
        redis.accept();
        redis.stopReading();
        pass();
        redis.runTimers();
        assertThat(redis.closed()).isEqualTo(1);
        redis.read();
        assertThat(redis.closed()).isEqualTo(1);
    }

    @Test
    void aLateResponseConfirmsNothing() {
        CompletableFuture<Void> first = send("1");
        redis.accept();
        pass();
        redis.confirm();
        assertFailed(first, "no response");
    }

    @Test
    void aLimitedNumberOfCommandsIsSentWithoutResponses() {
        for (int i = 0; i < 300; i++) {
            send("x");
        }
        redis.accept();
        assertThat(redis.commands()).hasSize(128);
        redis.confirm();
        assertThat(redis.commands()).hasSize(128);
    }

    @Test
    void unconfirmedCommandsHaveALimitInBytes() {
        FakeEmitterRedis small = new FakeEmitterRedis(new EmitterConnection.Limits(10_000, Duration.ofSeconds(10)));
        CompletableFuture<Void> first = send(small, "x".repeat(6000));
        assertFailed(send(small, "x".repeat(6000)), "more than 10000 bytes wait");
        small.accept();
        assertFailed(send(small, "x".repeat(6000)), "more than 10000 bytes wait");
        small.confirm();
        assertThat(first).isCompleted();
        CompletableFuture<Void> later = send(small, "x".repeat(6000));
        assertThat(later).isNotDone();
        small.confirm();
        assertThat(later).isCompleted();
        assertFailed(send(small, "x".repeat(20_000)), "more than 10000 bytes wait");
    }

    @Test
    void closingWaitsForTheCommandsBefore() {
        CompletableFuture<Void> first = send("1");
        redis.accept();
        CompletableFuture<Void> closed = redis.connection().close().toCompletableFuture();
        assertFailed(send("2"), "the emitter is closed");
        assertThat(closed).isNotDone();
        redis.confirm();
        assertThat(first).isCompleted();
        assertThat(closed).isCompleted();
        assertThat(redis.closed()).isEqualTo(1);
        assertThat(redis.hasTimers()).isFalse();
    }

    @Test
    void closingWithoutAConnectionEndsAtTheTimeLimit() {
        CompletableFuture<Void> first = send("1");
        CompletableFuture<Void> closed = redis.connection().close().toCompletableFuture();
        redis.refuse();
        assertThat(closed).isNotDone();
        pass();
        assertFailed(first, "not connected");
        assertThat(closed).isCompleted();
    }

    @Test
    void closingWhatWasNeverUsedConnectsNothing() {
        assertThat(redis.connection().close().toCompletableFuture()).isCompleted();
        assertThat(redis.attempts()).isZero();
        assertThat(redis.hasTimers()).isFalse();
    }

    @Test
    void aCancelledStageDoesNotChangeWhatIsSent() {
        FakeEmitterRedis small = new FakeEmitterRedis(new EmitterConnection.Limits(10_000, Duration.ofSeconds(10)));
        send(small, "x".repeat(6000)).cancel(true);
        assertFailed(send(small, "x".repeat(6000)), "more than 10000 bytes wait");
        small.accept();
        assertThat(small.commands()).hasSize(1);
        small.confirm();
        assertThat(send(small, "x".repeat(6000))).isNotDone();
    }
}
