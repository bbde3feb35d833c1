package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterFormat.RedisCommand;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/**
 * Sends the commands of emitters over one connection to Redis, which is opened with the first of them, in the order of the
 * calls. Commands wait while there is no connection. A command that was sent and has no response when the connection is lost
 * fails, as Redis may have run it. What takes too long fails, too, and the connection is opened again.
 * <p>
 * Thread: any; stages are completed on the event loop of the connection.
 */
public final class EmitterConnection implements NamespaceEmitter.Sender {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.redis");
    private static final LogLimiter FAILURES = new LogLimiter();
    /** The most commands without a response: fewer than a connection allows ({@code max-waiting-handlers}). */
    private static final int MAX_SENT = 128;
    /** About the bytes that a command takes besides its arguments. */
    private static final int COMMAND_BYTES = 400;
    private static final String LOST = "the connection to Redis was lost; it may have arrived";
    /** The checks within the time limit. */
    private static final int CHECKS = 10;

    private final Context context;
    private final RedisConnector connector;
    private final Limits limits;
    private final AtomicLong bytes = new AtomicLong();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile boolean closed;
    /** Used on the event loop only, like the following fields. */
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Deque<Pending> sent = new ArrayDeque<>();
    private @Nullable RedisConnection connection;
    private boolean started;
    private long timer;
    private int check;

    /**
     * What limits commands.
     *
     * @param bytes of commands that Redis has not confirmed; beyond, commands fail
     * @param timeout within which Redis must confirm a command
     */
    public record Limits(long bytes, Duration timeout) {
    }

    /** A command that Redis has not confirmed. */
    private static final class Pending {
        private final RedisCommand command;
        private final long bytes;
        /** The caller's, which may complete it. */
        private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
        private int deadline;
        private boolean ended;

        private Pending(RedisCommand command) {
            this.command = command;
            this.bytes = COMMAND_BYTES + command.size();
        }
    }

    public EmitterConnection(Redis redis, Vertx vertx, Limits limits) {
        this(redis, ((VertxInternal) vertx).createEventLoopContext(), limits); // not the caller's, with its data
    }

    /** @param context an event loop's */
    EmitterConnection(Redis redis, Context context, Limits limits) {
        this.context = context;
        this.limits = limits;
        this.connector = new RedisConnector(redis, context, 1, new Connections(),
                "events of emitters wait for up to " + limits.timeout().toMillis() + " ms");
    }

    @Override
    public CompletionStage<Void> send(RedisCommand command) {
        Pending pending = new Pending(command);
        long taken = bytes.addAndGet(pending.bytes);
        if (taken > limits.bytes()) {
            finish(pending, "more than " + limits.bytes() + " bytes wait for Redis");
        } else if (closed) {
            finish(pending, "the emitter is closed");
        } else {
            context.runOnContext(run -> accept(pending));
        }
        return pending.confirmed;
    }

    private void accept(Pending pending) {
        if (finished.isDone()) {
            finish(pending, "the emitter is closed");
            return;
        } else if (!started) {
            started = true;
            connector.start();
            long period = Math.max(1, limits.timeout().toMillis() / CHECKS);
            timer = context.owner().setPeriodic(period, now -> context.runOnContext(back -> expire()));
        }
        pending.deadline = check + CHECKS;
        waiting.add(pending);
        sendWaiting();
    }

    private final class Connections implements RedisConnector.Listener {
        @Override
        public void onOpen(List<RedisConnection> connections) {
            connection = connections.get(0);
            connector.confirm();
            sendWaiting();
        }

        @Override
        public void onLost() {
            connection = null;
            failAll(sent, LOST);
        }
    }

    private void sendWaiting() {
        RedisConnection to = connection;
        while (to != null && to == connection && sent.size() < MAX_SENT && !waiting.isEmpty()) {
            Pending next = waiting.remove();
            sent.add(next);
            to.send(next.command.request()).onComplete(response -> context.runOnContext(back -> {
                sent.remove(next);
                if (response.succeeded()) {
                    finish(next, null);
                } else if (RedisConnector.isEndOfConnection(response.cause())) {
                    finish(next, LOST);
                    if (to == connection) {
                        connector.lose("connection closed"); // its end came before anyone listened for it
                    }
                } else {
                    finish(next, String.valueOf(response.cause().getMessage()));
                }
                sendWaiting();
                endIfClosed();
            }));
        }
    }

    /** @param failure {@code null} if Redis has confirmed the command */
    private void finish(Pending pending, @Nullable String failure) {
        if (pending.ended) {
            return;
        }
        pending.ended = true;
        bytes.addAndGet(-pending.bytes);
        if (failure == null) {
            pending.confirmed.complete(null);
        } else {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "Redis has not confirmed what was emitted: %s", failure);
            pending.confirmed
                    .completeExceptionally(new SocketIOException("Redis has not confirmed what was emitted: " + failure));
        }
    }

    private void failAll(Deque<Pending> all, String reason) {
        for (Pending next = all.poll(); next != null; next = all.poll()) {
            finish(next, reason);
        }
    }

    private void expire() {
        check++;
        if (!sent.isEmpty() && isLate(sent.peek())) {
            failAll(sent, "no response within " + limits.timeout().toMillis() + " ms; it may have arrived");
            connector.lose("it does not respond");
        }
        while (!waiting.isEmpty() && isLate(waiting.peek())) {
            finish(waiting.remove(), "it is not connected, or too slow, for " + limits.timeout().toMillis() + " ms");
        }
        endIfClosed();
    }

    private boolean isLate(Pending pending) {
        return check - pending.deadline > 0;
    }

    /**
     * Takes no commands any more, and closes the connection when those before have ended.
     *
     * @return completes then
     */
    public CompletionStage<Void> close() {
        closed = true;
        context.runOnContext(end -> endIfClosed());
        return finished.minimalCompletionStage();
    }

    private void endIfClosed() {
        if (closed && sent.isEmpty() && waiting.isEmpty() && !finished.isDone()) {
            context.owner().cancelTimer(timer);
            connector.close();
            finished.complete(null);
        }
    }
}
