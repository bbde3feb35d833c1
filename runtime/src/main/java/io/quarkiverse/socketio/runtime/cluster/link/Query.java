package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.OptionalInt;

/**
 * A query that one side of the link sends to the other. On the wire it is a line of words, which {@link QueryText} writes and
 * reads, as earlier builds do.
 *
 * @param <R> the type of the reply
 */
public sealed interface Query<R extends QueryReply> {

    R readReply(String text);

    /** A query to which the reply is any text. */
    sealed interface TextQuery extends Query<QueryReply.Text> {
        @Override
        default QueryReply.Text readReply(String text) {
            return new QueryReply.Text(text);
        }
    }

    /**
     * To a worker: whether the readiness checks of the application are up. If not, the query fails with the names of those that
     * are down.
     */
    record Readiness() implements TextQuery {
    }

    /** To a worker: the results of its own health checks. */
    record Health(HealthChecks checks) implements Query<QueryReply.Health> {
        @Override
        public QueryReply.Health readReply(String text) {
            return QueryReply.Health.read(text);
        }
    }

    /** To a worker: its metrics, in Prometheus' text format 0.0.4. */
    record Metrics() implements TextQuery {
    }

    /**
     * To the primary: a page of the primary, which a client has requested from the worker.
     *
     * @param target the request target: path and query
     * @param authorization the header field of that name, empty when there is none
     */
    record Page(String method, String target, String authorization) implements Query<QueryReply.Page> {
        @Override
        public QueryReply.Page readReply(String text) {
            return QueryReply.Page.read(text);
        }
    }

    /** From a terminal: replaces all workers. The reply comes when that has finished; it fails with the reason if it is aborted. */
    record AwaitRestart() implements TextQuery {
    }

    /** A query that this build does not know, or that is incomplete. */
    record Unknown(String text, String problem) implements TextQuery {
    }

    /**
     * To the primary: a command from an application, a terminal or over HTTP. The reply says that it was begun; its progress is
     * reported by events.
     */
    sealed interface Command extends TextQuery {
        /** @return the text of the reply */
        String executeBy(Executor executor);
    }

    /** Executes commands; each method throws an {@link IllegalArgumentException} with the reason if it cannot. */
    interface Executor {
        String status();

        String state();

        String link();

        String owner(int incarnation);

        String scale(int workers);

        String scaleBy(int more);

        String restart();

        String rebalance();

        String signal(String name, OptionalInt worker);

        String shutdown();
    }

    /** The state of the workers, as a table of text. */
    record Status() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.status();
        }
    }

    /** The state of the cluster, as JSON. */
    record State() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.state();
        }
    }

    /** A link that opens the status page in a browser, with a code that can be used once if the page needs one. */
    record Link() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.link();
        }
    }

    /** Which worker has or had an incarnation, in words. */
    record Owner(int incarnation) implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.owner(incarnation);
        }
    }

    record Scale(int workers) implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.scale(workers);
        }
    }

    /** @param more negative for fewer workers */
    record ScaleBy(int more) implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.scaleBy(more);
        }
    }

    /** Replaces all workers, one after the other. */
    record Restart() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.restart();
        }
    }

    /** Spreads the clients evenly. */
    record Rebalance() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.rebalance();
        }
    }

    /**
     * Passes a signal on to the application.
     *
     * @param worker empty for all
     */
    record Signal(String name, OptionalInt worker) implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.signal(name, worker);
        }
    }

    /** Shuts the cluster down. */
    record Shutdown() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.shutdown();
        }
    }
}
