package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.ClusterEvent.RollingRestartFinished;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableAction;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/** Tests who is told when a rolling restart has finished; the table is real, its workers never become ready. */
class TerminalQueriesTest {
    private final WorkerTable table = new WorkerTable(new SupervisionSettings(2,
            new RestartPolicy(true, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
            new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30)),
            SupervisionSettings.Checks.NONE), () -> 0);
    private final TerminalQueries terminals = new TerminalQueries(table,
            new AdminCommands(table, new Target(), ClusterStatusTest.status(table, 0)));

    private final class Target implements AdminCommands.Target {
        @Override
        public void on(TableEvent event) {
            for (TableAction action : table.on(event, 1)) {
                if (action instanceof TableAction.Announce announced
                        && announced.event() instanceof RollingRestartFinished finished) {
                    terminals.onFinished(finished);
                }
            }
        }

        @Override
        public void sendSignal(int seat, String signal) {
            throw new AssertionError();
        }

        @Override
        public void dumpThreads(int seat) {
            throw new AssertionError();
        }

        @Override
        public void shutdown() {
            on(new TableEvent.Shutdown(false));
        }
    }

    private CompletableFuture<String> answer(Query<?> query) {
        return terminals.answer(query).toCompletableFuture();
    }

    private static RollingRestartFinished finished(String problem) {
        return new RollingRestartFinished(2, Duration.ofMillis(3200), problem);
    }

    @Test
    void commandsAreAnsweredAtOnce() {
        assertThat(answer(new Query.Status())).isCompletedWithValueMatching(text -> text.startsWith("worker "));
        assertThat(answer(new Query.Restart())).isCompletedWithValue("");
        assertThat(answer(new Query.Scale(0))).isCompletedExceptionally();
    }

    @Test
    void theTerminalIsToldHowTheRollingRestartEnded() {
        table.on(new TableEvent.Start(), 0);
        CompletableFuture<String> first = answer(new Query.AwaitRestart());
        assertThat(first).isNotDone();
        terminals.onFinished(finished(""));
        assertThat(first).isCompletedWithValue("2 workers replaced in 3.2 s");
    }

    @Test
    void aTerminalThatComesDuringARollingRestartWaitsForTheNextOne() {
        table.on(new TableEvent.Start(), 0);
        CompletableFuture<String> first = answer(new Query.AwaitRestart());
        CompletableFuture<String> second = answer(new Query.AwaitRestart());
        terminals.onFinished(finished(""));
        assertThat(first).isDone();
        assertThat(second).isNotDone();
        terminals.onFinished(finished(""));
        assertThat(second).isCompletedWithValue("2 workers replaced in 3.2 s");
    }

    @Test
    void aProblemIsToldToAllAsThereIsNoNextOne() {
        table.on(new TableEvent.Start(), 0);
        CompletableFuture<String> first = answer(new Query.AwaitRestart());
        CompletableFuture<String> second = answer(new Query.AwaitRestart());
        terminals.onFinished(finished("[w1] did not start"));
        assertThat(first).isCompletedExceptionally();
        assertThat(second)
                .failsWithin(Duration.ZERO).withThrowableOfType(ExecutionException.class)
                .havingCause().withMessage("stopped after 2 workers: [w1] did not start");
    }

    @Test
    void aShutdownEndsTheWaitAndRefusesTheNextOne() {
        table.on(new TableEvent.Start(), 0);
        CompletableFuture<String> waiting = answer(new Query.AwaitRestart());
        answer(new Query.Shutdown());
        assertThat(waiting)
                .failsWithin(Duration.ZERO).withThrowableOfType(ExecutionException.class)
                .havingCause().withMessage("stopped after 0 workers: the cluster is shutting down");
        assertThat(answer(new Query.AwaitRestart()))
                .failsWithin(Duration.ZERO).withThrowableOfType(ExecutionException.class)
                .havingCause().withMessage("the cluster is shutting down");
    }
}
