package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.RedisConnection;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** What other software writes to the channels and streams is ignored and counted, and changes nothing. */
@Requires("redis-server-7")
class ForeignMessagesTest {
    private static final String KEY = "tested";
    /** Larger than {@code max-message-bytes}. */
    private static final int TOO_LARGE = 1_000_001;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Messages of which no adapter makes anything. */
    private static List<byte[]> garbage() {
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, (byte) 0x91);
        return List.of(new byte[0], bytes(0), bytes(0xc1), bytes(0xff, 0xfe), utf8("hello"), utf8("{"), utf8("{}"), utf8("[]"),
                utf8("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"id\":1}"), utf8("{\"type\":3}"),
                utf8("{\"type\":3,\"data\":7,\"uid\":\"u\",\"nsp\":\"/\"}"),
                utf8("{\"type\":99,\"data\":{},\"uid\":\"0123456789abcdef\",\"nsp\":\"/\"}"),
                utf8("{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"disconnect\"]}},\"uid\":\"u\",\"nsp\":\"/\"}"),
                utf8("{\"a\":".repeat(50_000)), nested,
                // an array, a map, a text and binary that declare billions
                bytes(0xdd, 0xff, 0xff, 0xff, 0xff, 1), bytes(0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 'a'),
                bytes(0x93, 0xdb, 0x7f, 0xff, 0xff, 0xff, 'a'), bytes(0x93, 0xa1, 'u', 0xc6, 0x7f, 0xff, 0xff, 0xff),
                new byte[TOO_LARGE]);
    }

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "SHARDED_DYNAMIC", "STREAMS" })
    void otherMessagesAreIgnoredAndCounted(RedisAdapter adapter) throws Exception {
        List<String> options = new ArrayList<>();
        try (RedisServer redis = RedisServer.start()) {
            options.addAll(adapter.quarkusOptions(redis.url(), KEY));
            options.add("-Dquarkus.socketio.adapter.redis.max-message-bytes=" + (TOO_LARGE - 1));
            try (TwoHosts hosts = new TwoHosts(options); RedisConnection connection = redis.connect()) {
                hosts.join(1, "room"); // else messages to it are not read
                long before = hosts.ignored(1);
                int sent = sendAll(adapter, connection);
                hosts.awaitDelivery();
                hosts.app(1).await(sent + " ignored messages", () -> hosts.ignored(1) - before == sent);
                hosts.awaitConnected(true);
                for (int i = 0; i < 2; i++) {
                    assertThat(hosts.app(i).output()).noneMatch(line -> line.contains("ERROR") || line.contains("[BUG]"));
                }
                assertThat(hosts.received(1)).as("the events of the other host, once each").doesNotHaveDuplicates();
            }
        }
    }

    private static int sendAll(RedisAdapter adapter, RedisConnection redis) {
        List<String> channels = switch (adapter) {
            case PUB_SUB -> List.of("PUBLISH tested#/#", "PUBLISH tested#/#room#", "PUBLISH tested-request#/#",
                    "PUBLISH tested-response#/#");
            case STREAMS -> List.of("PUBLISH tested#/#");
            default -> List.of("SPUBLISH tested#/#");
        };
        int sent = 0;
        for (String channel : channels) {
            String[] command = channel.split(" ");
            for (byte[] message : garbage()) {
                redis.call(command[0], command[1], message);
                sent++;
            }
        }
        return adapter == RedisAdapter.STREAMS ? sent + addEntries(redis) : sent;
    }

    /** Adds entries that no adapter wrote to the stream. */
    private static int addEntries(RedisConnection redis) {
        redis.call("XADD", KEY, "*", "temperature", "21");
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "three", "data", "{}");
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "3", "data", "no base64 %");
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "3", "data", "{\"packet\":");
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "3", "data", bytes(0xff, 0xfe));
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "3", "data", "{\"packet\":{\"type\":2,\"data\":[]}}");
        redis.call("XADD", KEY, "*", "uid", "u", "nsp", "/", "type", "3", "data", new byte[TOO_LARGE]);
        return 7;
    }

    /** With the default names of both adapters of npm, the channel of broadcasts is also that of requests over streams. */
    @Test
    void adaptersOfBothKindsShareOneRedis() throws Exception {
        try (RedisServer redis = RedisServer.start();
                TwoHosts plain = new TwoHosts(RedisAdapter.PUB_SUB.quarkusOptions(redis.url(), KEY));
                TwoHosts streams = new TwoHosts(RedisAdapter.STREAMS.quarkusOptions(redis.url(), KEY))) {
            int before = streams.received(1).size();
            plain.awaitDelivery();
            streams.awaitDelivery();
            assertThat(streams.received(1)).as("no event of the others").hasSizeLessThanOrEqualTo(streams.emitted());
            assertThat(streams.received(1).size()).isGreaterThan(before);
            assertThat(plain.received(1)).doesNotHaveDuplicates();
            assertThat(streams.received(1)).doesNotHaveDuplicates();
            streams.app(1).await("ignored broadcasts", () -> streams.ignored(1) > 0);
        }
    }
}
