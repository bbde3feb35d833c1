package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.OptionalInt;

/**
 * What one side of the link asks the other. On the wire it is a line of words, which {@link QueryText} writes and reads: that
 * is what earlier builds understand.
 *
 * @param <R> what it is answered with
 */
public sealed interface Query<R extends QueryReply> {

    /** Reads the reply to this query. */
    R readReply(String text);

    /**
     * To a worker: are the readiness checks of the application up? When not, it fails with the names of those that are down.
     */
    record Readiness() implements Query<QueryReply.Text> {
        @Override
        public QueryReply.Text readReply(String text) {
            return new QueryReply.Text(text);
        }
    }

    /** To a worker: what do its own checks say? */
    record Health(HealthChecks checks) implements Query<QueryReply.Health> {
        @Override
        public QueryReply.Health readReply(String text) {
            return QueryReply.Health.read(text);
        }
    }

    /** To a worker: its metrics, in Prometheus' text format 0.0.4. */
    record Metrics() implements Query<QueryReply.Text> {
        @Override
        public QueryReply.Text readReply(String text) {
            return new QueryReply.Text(text);
        }
    }

    /**
     * To the primary: a page that it serves, for a request on a connection which the asking worker has.
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

    /** A query that this build does not know, or that lacks something. */
    record Unknown(String text, String problem) implements Query<QueryReply.Text> {
        @Override
        public QueryReply.Text readReply(String reply) {
            return new QueryReply.Text(reply);
        }
    }

    /**
     * To the primary, from an application, from a terminal or over HTTP. The reply says that it was understood and begun; how
     * it goes on is told by events.
     */
    sealed interface Command extends Query<QueryReply.Text> {
        /** @return the text of the reply */
        String executeBy(Executor executor);

        @Override
        default QueryReply.Text readReply(String text) {
            return new QueryReply.Text(text);
        }
    }

    /** Executes commands; a method throws an {@link IllegalArgumentException} that says why it cannot. */
    interface Executor {
        String status();

        String owner(int incarnation);

        String scale(int workers);

        String scaleBy(int more);

        String restart();

        String rebalance();

        String signal(String name, OptionalInt worker);

        String shutdown();
    }

    /** How are the workers doing? Answered with a table. */
    record Status() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.status();
        }
    }

    /** Which worker has or had an incarnation? Answered with words. */
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

    /** Replace all workers, one after the other. */
    record Restart() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.restart();
        }
    }

    /** Spread the clients evenly. */
    record Rebalance() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.rebalance();
        }
    }

    /** @param worker empty for all */
    record Signal(String name, OptionalInt worker) implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.signal(name, worker);
        }
    }

    /** End the cluster. */
    record Shutdown() implements Command {
        @Override
        public String executeBy(Executor executor) {
            return executor.shutdown();
        }
    }
}
