package io.quarkiverse.socketio.runtime.bus.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/**
 * Keeps a group of connections to Redis open: if one of them fails, all are closed and opened again. Attempts follow each other
 * after a random time that grows to a second, so that servers do not return all at once. The loss and the return are logged
 * once each.
 * <p>
 * Thread: the event loop of the context; {@link #close} any.
 */
final class RedisConnector {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.redis");
    private static final int MIN_DELAY_MILLIS = 50;
    private static final int MAX_DELAY_MILLIS = 1000;
    /** After that, another attempt is made: Redis may accept connections and not respond on them. */
    private static final int ATTEMPT_TIMEOUT_MILLIS = 2000;
    /** While the application starts, and event loops are busy. */
    private static final int FIRST_ATTEMPT_TIMEOUT_MILLIS = 5000;
    private static final int WRITE_TIMEOUT_MILLIS = 1000;
    /** Of the connections in the client's pool, which waiting attempts must not use up. */
    private static final int MAX_WAITING_ATTEMPTS = 2;

    private final Redis redis;
    private final Context context;
    private final int count;
    private final Listener listener;
    /** What is the case until the connections are open, for the log; {@code null} if nothing is logged. */
    private final @Nullable String meanwhile;
    private List<RedisConnection> open = List.of();
    /** Counts the attempts; a connection of an earlier one is closed. */
    private int attempt;
    private int waitingAttempts;
    private int delayMillis = MIN_DELAY_MILLIS;
    private boolean lossLogged;
    private volatile boolean closed;

    /** Receives the connections. */
    interface Listener {
        /** @param connections as many as were asked for; their handlers are free to be set, but for those of their end */
        void onOpen(List<RedisConnection> connections);

        /** Called after {@link #onOpen}: the connections are closed. */
        void onLost();
    }

    /** @param count the number of connections in the group */
    RedisConnector(Redis redis, Context context, int count, Listener listener) {
        this(redis, context, count, listener, "events reach the clients of this host only");
    }

    /**
     * @param meanwhile what is the case until the connections are open; {@code null} if the log does not tell the loss and the
     *        return, as another connector does
     */
    RedisConnector(Redis redis, Context context, int count, Listener listener, @Nullable String meanwhile) {
        this.redis = redis;
        this.context = context;
        this.count = count;
        this.listener = listener;
        this.meanwhile = meanwhile;
    }

    /** Opens the connections for the first time. */
    void start() {
        context.runOnContext(start -> connect());
    }

    private void connect() {
        if (closed) {
            return;
        }
        int number = ++attempt;
        waitingAttempts++;
        List<RedisConnection> connections = new ArrayList<>(count);
        long timer = context.owner().setTimer(
                number == 1 ? FIRST_ATTEMPT_TIMEOUT_MILLIS : ATTEMPT_TIMEOUT_MILLIS, late -> onLate(number));
        connectNext(connections).onComplete(result -> context.runOnContext(back -> {
            waitingAttempts--;
            context.owner().cancelTimer(timer);
            if (closed || number != attempt) {
                connections.forEach(this::close);
                resumeAttempts();
            } else if (connections.size() < count) { // one failed, or has ended already
                connections.forEach(this::close);
                retry(result.cause());
            } else {
                open = connections;
                listener.onOpen(connections);
            }
        }));
    }

    private Future<Void> connectNext(List<RedisConnection> connections) {
        return redis.connect().compose(connection -> {
            connections.add(connection);
            // at once: a handler that is set after the end is not called
            connection.endHandler(end -> context.runOnContext(back -> onEnd(connections, "connection closed")));
            connection.exceptionHandler(failure -> context
                    .runOnContext(back -> onEnd(connections, String.valueOf(failure.getMessage()))));
            return connections.size() < count ? connectNext(connections) : Future.succeededFuture();
        });
    }

    private void onLate(int number) {
        if (number == attempt && open.isEmpty()) {
            if (waitingAttempts < MAX_WAITING_ATTEMPTS) {
                connect();
            } else {
                logLoss("it does not respond");
            }
        }
    }

    /** Goes on when an attempt ends for which a later one waited. */
    private void resumeAttempts() {
        if (!closed && open.isEmpty() && waitingAttempts == 0) {
            connect();
        }
    }

    private void retry(@Nullable Throwable cause) {
        logLoss(cause == null ? "connection closed" : String.valueOf(cause.getMessage()));
        int delay = delayMillis / 2 + ThreadLocalRandom.current().nextInt(delayMillis / 2 + 1);
        delayMillis = Math.min(MAX_DELAY_MILLIS, 2 * delayMillis);
        context.owner().setTimer(delay, now -> context.runOnContext(back -> connect()));
    }

    private void onEnd(List<RedisConnection> connections, String reason) {
        if (open == connections) {
            lose(reason);
        } else { // the others are not open yet
            connections.forEach(this::close);
            connections.clear();
        }
    }

    /** Closes the connections, which do not work, and opens others. */
    void lose(String reason) {
        if (open.isEmpty()) {
            return;
        }
        List<RedisConnection> lost = open;
        open = List.of();
        lost.forEach(this::close);
        listener.onLost();
        if (!closed) {
            retry(new IllegalStateException(reason));
        }
    }

    /** To be called when the connections are in use again. */
    void confirm() {
        delayMillis = MIN_DELAY_MILLIS;
        if (lossLogged) {
            lossLogged = false;
            LOG.info("Redis is connected again");
        }
    }

    /** Returns whether a command failed because its connection ended: the client and the channel say it in different words. */
    static boolean isEndOfConnection(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException || message == null || message.toLowerCase(Locale.ROOT).contains("closed");
    }

    private void logLoss(String reason) {
        if (lossLogged || meanwhile == null) {
            LOG.debugf("No connection to Redis: %s", reason);
        } else {
            lossLogged = true;
            LOG.warnf("Redis is not connected: %s. Until it is, %s", reason, meanwhile);
        }
    }

    void close() {
        closed = true;
        context.runOnContext(end -> lose("closed"));
    }

    /**
     * Ends the connection. The client's pool does so only with one that was used for subscriptions; others it keeps, and as it
     * may count the ends of those twice, it can forget them: they would stay open. It knows the use when the command is written,
     * on an event loop that need not be this one; where Redis does not read, a time passes instead.
     */
    private void close(RedisConnection connection) {
        connection.endHandler(null);
        connection.exceptionHandler(null);
        connection.handler(late -> { // not null: the client logs what no handler takes
        });
        long timer = context.owner().setTimer(WRITE_TIMEOUT_MILLIS, late -> connection.close());
        connection.send(Request.cmd(Command.UNSUBSCRIBE)).onComplete(written -> context.runOnContext(back -> {
            if (context.owner().cancelTimer(timer)) { // else it is closed already
                connection.close();
            }
        }));
    }
}
