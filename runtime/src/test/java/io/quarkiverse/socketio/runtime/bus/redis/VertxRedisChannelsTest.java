package io.quarkiverse.socketio.runtime.bus.redis;

import static io.quarkiverse.socketio.runtime.bus.redis.FakeEmitterRedis.fake;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Tests that a subscription that Redis does not confirm is noticed though the connection works. The test says when a second
 * passes. The fakes fail at calls that no test expects.
 */
class VertxRedisChannelsTest {
    private static final String OWN = "own";
    private static final int CHECKS_UNTIL_OVERDUE = 11;

    private final List<String> events = new ArrayList<>();
    /** The channels whose subscriptions Redis loses. */
    private final List<String> lost = new ArrayList<>();
    private final List<Handler<Long>> timers = new ArrayList<>();
    private Handler<Long> check;
    private Handler<Response> subscriber;
    private int connections;
    private VertxRedisChannels channels;

    @BeforeEach
    void open() {
        Vertx vertx = fake(Vertx.class, (method, arguments) -> switch (method.getName()) {
            case "setPeriodic" -> {
                check = handler(arguments[1]);
                yield 0L;
            }
            case "setTimer" -> {
                timers.add(handler(arguments[1]));
                yield (long) timers.size();
            }
            case "cancelTimer" -> timers.set((int) (long) arguments[0] - 1, null) != null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
        Context context = fake(Context.class, (method, arguments) -> switch (method.getName()) {
            case "owner" -> vertx;
            case "runOnContext" -> {
                VertxRedisChannelsTest.<Void> handler(arguments[0]).handle(null);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
        Redis redis = fake(Redis.class, (method, arguments) -> Future.succeededFuture(connection(connections++ % 2 == 0)));
        channels = new VertxRedisChannels(redis, context, new VertxRedisChannels.Settings(true, OWN, 1_000));
        channels.open(new RedisChannels.Listener() {
            @Override
            public void onMessage(String subscription, String channel, byte[] message) {
                events.add("message");
            }

            @Override
            public void onConnected() {
                events.add("connected");
            }

            @Override
            public void onDisconnected() {
                events.add("disconnected");
            }
        });
    }

    @Test
    void aLostSubscriptionIsNoticedThoughTheOwnChannelWorks() {
        lost.add("room");
        channels.subscribe(List.of("room", "other"), List.of());
        seconds(CHECKS_UNTIL_OVERDUE - 1, () -> true);
        assertThat(events).containsExactly("connected");
        seconds(1, () -> true);
        assertThat(events).containsExactly("connected", "disconnected");
    }

    @Test
    void theChannelsAreSubscribedToAgainOnAnotherConnection() {
        lost.add("room");
        channels.subscribe(List.of("room", "other"), List.of());
        seconds(CHECKS_UNTIL_OVERDUE, () -> true);
        lost.clear();
        runLastTimer();
        assertThat(events).containsExactly("connected", "disconnected", "connected");
        seconds(2 * CHECKS_UNTIL_OVERDUE, () -> true);
        assertThat(events).hasSize(3);
    }

    @Test
    void confirmedSubscriptionsAreNeverOverdue() {
        channels.subscribe(List.of("room"), List.of());
        seconds(3 * CHECKS_UNTIL_OVERDUE, () -> true);
        assertThat(events).containsExactly("connected");
    }

    @Test
    void aConnectionThatDeliversNothingIsNoticedSooner() {
        seconds(CHECKS_UNTIL_OVERDUE, () -> false);
        assertThat(events).startsWith("connected", "disconnected");
    }

    /** @param delivers whether Redis delivers what is published to the own channel */
    private void seconds(int count, BooleanSupplier delivers) {
        for (int i = 0; i < count; i++) {
            check.handle(0L);
            if (delivers.getAsBoolean()) {
                subscriber.handle(message("smessage", OWN, "c"));
            }
        }
    }

    private void runLastTimer() {
        timers.get(timers.size() - 1).handle(0L);
    }

    private RedisConnection connection(boolean first) {
        return fake(RedisConnection.class, (method, arguments) -> switch (method.getName()) {
            case "send" -> {
                if (((Request) arguments[0]).command().toString().equalsIgnoreCase("ssubscribe")) {
                    confirm(((Request) arguments[0]).toString());
                }
                yield Future.succeededFuture();
            }
            case "handler" -> {
                if (first && arguments[0] != null) {
                    subscriber = handler(arguments[0]);
                }
                yield null;
            }
            case "endHandler", "exceptionHandler" -> null;
            case "close" -> Future.succeededFuture();
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private void confirm(String request) {
        Stream.of("room", "other", OWN).filter(name -> request.contains("\n" + name + "\r") && !lost.contains(name))
                .forEach(name -> subscriber.handle(message("ssubscribe", name, "1")));
    }

    private static Response message(String... parts) {
        return fake(Response.class, (method, arguments) -> switch (method.getName()) {
            case "type" -> ResponseType.PUSH;
            case "size" -> parts.length;
            case "get" -> text(parts[(int) arguments[0]]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Response text(String text) {
        return fake(Response.class, (method, arguments) -> switch (method.getName()) {
            case "toString" -> text;
            case "toBytes" -> text.getBytes(StandardCharsets.UTF_8);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> Handler<T> handler(Object handler) {
        return (Handler<T>) handler;
    }
}
