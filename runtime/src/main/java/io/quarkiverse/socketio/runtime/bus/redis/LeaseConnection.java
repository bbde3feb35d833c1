package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Context;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Sends the commands of a lease over a connection of its own, which is opened with the first of them and kept open. Commands
 * fail while there is none.
 * <p>
 * Thread: any.
 */
final class LeaseConnection implements RedisLease.Commands {
    private static final String TAKE = """
            local owner = redis.call('get', KEYS[1])
            if owner == ARGV[1] then
              return redis.call('pexpire', KEYS[1], ARGV[2])
            elseif owner then
              return 0
            end
            redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
            return 1""";
    private static final String RELEASE = """
            if redis.call('get', KEYS[1]) == ARGV[1] then
              return redis.call('del', KEYS[1])
            end
            return 0""";

    /** So many seconds of commands without a response: the server is gone, and the connection was not told. */
    static final int MAX_UNANSWERED = 5;

    private final Context context;
    private final String key;
    private final RedisConnector connector;
    /** Used on the event loop only, like the following fields. */
    private @Nullable RedisConnection connection;
    private int unanswered;
    private boolean started;

    /** @param context an event loop's */
    LeaseConnection(Redis redis, Context context, String key) {
        this.context = context;
        this.key = key;
        this.connector = new RedisConnector(redis, context, 1, new Connections(), null);
    }

    private final class Connections implements RedisConnector.Listener {
        @Override
        public void onOpen(List<RedisConnection> connections) {
            connection = connections.get(0);
            unanswered = 0;
            connector.confirm();
        }

        @Override
        public void onLost() {
            connection = null;
        }
    }

    @Override
    public CompletionStage<Boolean> take(String owner, Duration time) {
        return send(Request.cmd(Command.EVAL).arg(TAKE).arg(1).arg(key).arg(owner).arg(time.toMillis()))
                .thenApply(response -> response.toInteger() == 1);
    }

    @Override
    public CompletionStage<?> release(String owner) {
        return send(Request.cmd(Command.EVAL).arg(RELEASE).arg(1).arg(key).arg(owner));
    }

    private CompletionStage<Response> send(Request request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        context.runOnContext(run -> {
            if (!started) {
                started = true;
                connector.start();
            }
            if (connection != null && unanswered == MAX_UNANSWERED) {
                connector.lose("it does not respond");
            }
            if (connection == null) {
                answer.completeExceptionally(new IllegalStateException("Redis is not connected"));
            } else {
                send(request, connection, answer);
            }
        });
        return answer;
    }

    private void send(Request request, RedisConnection to, CompletableFuture<Response> answer) {
        unanswered++;
        to.send(request).onComplete(result -> context.runOnContext(back -> {
            unanswered -= to == connection ? 1 : 0;
            if (result.succeeded()) {
                answer.complete(result.result());
            } else {
                answer.completeExceptionally(result.cause());
            }
        }));
    }

    /** Closes the connection after the commands that were sent. */
    @Override
    public void close() {
        connector.close();
    }
}
