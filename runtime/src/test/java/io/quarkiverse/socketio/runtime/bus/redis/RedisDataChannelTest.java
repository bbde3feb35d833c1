package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.bus.DataChannel;

/** Data between servers over Redis' pub/sub. */
class RedisDataChannelTest {
    private final FakeRedis redis = new FakeRedis();

    private DataChannel join(String name, List<String> received) {
        DataChannel channel = new RedisDataChannel(redis.connect(), "socket.io", name, 100);
        channel.listen(new DataChannel.Listener() {
            @Override
            public void onData(String from, byte[] data) {
                received.add(from + ":" + new String(data, StandardCharsets.UTF_8));
            }

            @Override
            public void onConnected() {
                received.add("connected");
            }
        });
        return channel;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void allOthersOrOneOfThemReceive() {
        List<String> a = new ArrayList<>();
        List<String> b = new ArrayList<>();
        List<String> c = new ArrayList<>();
        DataChannel first = join("a1", a);
        join("b1", b);
        DataChannel third = join("c1", c);
        first.publish(bytes("all"));
        third.send("b1", bytes("one"));
        first.send("gone", bytes("none"));
        redis.settle();
        third.close();
        first.publish(bytes("rest"));
        redis.settle();
        assertThat(a).containsExactly("connected");
        assertThat(b).containsExactly("connected", "a1:all", "c1:one", "a1:rest");
        assertThat(c).containsExactly("connected", "a1:all");
    }

    @Test
    void whatIsTooLargeOrOfAnotherFormIsIgnored() {
        List<String> a = new ArrayList<>();
        join("a1", a);
        String channel = "socket.io-quarkus-data#";
        redis.publish(channel, new byte[0]);
        redis.publish(channel, new byte[] { 0, 1, 2 });
        redis.publish(channel, new byte[] { -1, 1, 2 });
        redis.publish(channel, new byte[] { 3, 1, 2 });
        redis.publish(channel, new byte[101]);
        redis.publish(channel, bytes("\u0002b1ok"));
        redis.settle();
        assertThat(a).containsExactly("connected", "b1:ok");
    }
}
