package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Sends the commands of a lease over connections of the client's pool.
 * <p>
 * Thread: any; immutable.
 */
record VertxLeaseCommands(Redis redis, String key) implements RedisLease.Commands {
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

    @Override
    public CompletionStage<Boolean> take(String owner, Duration time) {
        return send(Request.cmd(Command.EVAL).arg(TAKE).arg(1).arg(key).arg(owner).arg(time.toMillis()))
                .map(response -> response.toInteger() == 1).toCompletionStage();
    }

    @Override
    public CompletionStage<?> release(String owner) {
        return send(Request.cmd(Command.EVAL).arg(RELEASE).arg(1).arg(key).arg(owner)).toCompletionStage();
    }

    private Future<Response> send(Request request) {
        return redis.send(request);
    }
}
