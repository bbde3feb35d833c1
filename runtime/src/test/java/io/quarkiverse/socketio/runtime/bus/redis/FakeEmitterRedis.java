package io.quarkiverse.socketio.runtime.bus.redis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * A Redis client whose server answers when the test says so. Tasks of the event loop run at once, timers when the test says so.
 * <p>
 * Thread: the test's.
 */
final class FakeEmitterRedis {
    private final List<Promise<RedisConnection>> attempts = new ArrayList<>();
    private final List<Promise<Response>> unanswered = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Map<Long, Handler<Long>> timers = new HashMap<>();
    private final Map<Long, Handler<Long>> periodic = new HashMap<>();
    private final Context context;
    private final EmitterConnection connection;
    private Handler<Void> end;
    /** Of the last command of a connection. */
    private Promise<Response> lastWrite = Promise.promise();
    private long nextTimer;
    private int closed;

    FakeEmitterRedis() {
        this(new EmitterConnection.Limits(1_000_000, Duration.ofSeconds(10)));
    }

    FakeEmitterRedis(EmitterConnection.Limits limits) {
        Vertx vertx = fake(Vertx.class, (method, arguments) -> switch (method.getName()) {
            case "setTimer" -> add(timers, arguments[1]);
            case "setPeriodic" -> add(periodic, arguments[1]);
            case "cancelTimer" -> timers.remove(arguments[0]) != null | periodic.remove(arguments[0]) != null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
        context = fake(Context.class, (method, arguments) -> switch (method.getName()) {
            case "owner" -> vertx;
            case "runOnContext" -> run(arguments[0]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
        lastWrite.complete();
        connection = new EmitterConnection(fake(Redis.class, (method, arguments) -> connect()), context, limits);
    }

    interface Call {
        Object answer(Method method, Object[] arguments);
    }

    /** Returns an object all of whose methods are answered by the call. */
    static <T> T fake(Class<T> type, Call call) {
        InvocationHandler handler = (proxy, method, arguments) -> call.answer(method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    @SuppressWarnings("unchecked")
    private long add(Map<Long, Handler<Long>> to, Object handler) {
        to.put(nextTimer, (Handler<Long>) handler);
        return nextTimer++;
    }

    @SuppressWarnings("unchecked")
    private static Object run(Object task) {
        ((Handler<Void>) task).handle(null);
        return null;
    }

    private Future<RedisConnection> connect() {
        Promise<RedisConnection> attempt = Promise.promise();
        attempts.add(attempt);
        return attempt.future();
    }

    EmitterConnection connection() {
        return connection;
    }

    int attempts() {
        return attempts.size();
    }

    /** Lets the last attempt succeed. */
    @SuppressWarnings("unchecked")
    void accept() {
        attempts.get(attempts.size() - 1)
                .complete(fake(RedisConnection.class, (method, arguments) -> switch (method.getName()) {
                    case "send" -> send((Request) arguments[0]);
                    case "endHandler" -> {
                        end = (Handler<Void>) arguments[0];
                        yield null;
                    }
                    case "exceptionHandler", "handler" -> null;
                    case "close" -> {
                        closed++;
                        yield Future.succeededFuture();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    void refuse() {
        attempts.get(attempts.size() - 1).fail("Connection refused");
    }

    private Future<Response> send(Request request) {
        if (request.command().equals(Command.UNSUBSCRIBE)) { // it is about to be closed
            return lastWrite.future();
        }
        Promise<Response> answer = Promise.promise();
        sent.add(request.toString());
        unanswered.add(answer);
        return answer.future();
    }

    /** Returns the commands that were sent and have no answer, the oldest first. */
    List<String> commands() {
        return sent;
    }

    void confirm() {
        sent.remove(0);
        unanswered.remove(0).complete(null);
    }

    void fail(String message) {
        sent.remove(0);
        unanswered.remove(0).fail(message);
    }

    /** Ends the connection, as the server does. */
    void disconnect() {
        end.handle(null);
    }

    /** Lets the server read nothing until {@link #read}. */
    void stopReading() {
        lastWrite = Promise.promise();
    }

    void read() {
        lastWrite.complete();
    }

    int closed() {
        return closed;
    }

    /** Lets the time of the periodic timer pass. */
    void check() {
        List.copyOf(periodic.values()).forEach(handler -> handler.handle(0L));
    }

    boolean hasTimers() {
        return !timers.isEmpty() || !periodic.isEmpty();
    }

    /** Runs what waits for a time, such as the next attempt to connect. */
    void runTimers() {
        List<Handler<Long>> all = List.copyOf(timers.values());
        timers.clear();
        all.forEach(handler -> handler.handle(0L));
    }
}
