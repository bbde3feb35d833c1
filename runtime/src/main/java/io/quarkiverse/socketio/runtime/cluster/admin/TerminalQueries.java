package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.cluster.ClusterEvent.RollingRestartFinished;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Answers queries from terminals: commands at once, and requests to wait for a rolling restart when it has finished. At most a
 * thousand terminals wait.
 * <p>
 * Thread: the primary's event loop.
 */
public final class TerminalQueries {
    private static final String BY = "asked for from a terminal";
    private static final int MAX_WAITING = 1000;

    private final WorkerTable table;
    private final AdminCommands commands;
    private final List<Waiting> waiting = new ArrayList<>();

    private static final class Waiting {
        private final CompletableFuture<String> reply = new CompletableFuture<>();
        /** How many rolling restarts have to finish. */
        private int rolls;

        Waiting(int rolls) {
            this.rolls = rolls;
        }
    }

    public TerminalQueries(WorkerTable table, AdminCommands commands) {
        this.table = table;
        this.commands = commands;
    }

    /** Returns the reply; failed with an {@link IllegalArgumentException} that has the reason when there is none. */
    public CompletionStage<String> answer(Query<?> query) {
        try {
            return query instanceof Query.AwaitRestart ? restart()
                    : CompletableFuture.completedStage(commands.execute(query, BY));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<String> restart() {
        if (waiting.size() >= MAX_WAITING) {
            throw new IllegalArgumentException(MAX_WAITING + " others wait for a rolling restart");
        }
        // one that is under way is followed by another one, as it may have replaced some workers already
        Waiting added = new Waiting(table.isReplacingAll() ? 2 : 1);
        waiting.add(added); // before the command, which may finish at once
        try {
            commands.execute(new Query.Restart(), BY);
        } catch (IllegalArgumentException e) {
            waiting.remove(added);
            throw e;
        }
        return added.reply;
    }

    /** Called when all workers have been replaced, or some remain for a reason. */
    public void onFinished(RollingRestartFinished roll) {
        for (Waiting terminal : List.copyOf(waiting)) {
            terminal.rolls--;
            if (!roll.problem().isEmpty()) {
                waiting.remove(terminal);
                terminal.reply.completeExceptionally(new IllegalArgumentException(
                        "stopped after " + roll.replaced() + " workers: " + roll.problem()));
            } else if (terminal.rolls == 0) {
                waiting.remove(terminal);
                terminal.reply
                        .complete(roll.replaced() + " workers replaced in " + roll.took().toMillis() / 1000.0 + " s");
            }
        }
    }
}
