package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisNodesTest {

    /** The check value is that of the specification of Redis Cluster. */
    @Test
    void slotsAreThoseOfRedis() {
        assertThat(RedisNodes.slot("123456789")).isEqualTo(0x31C3 % 16_384);
        assertThat(RedisNodes.slot("foo")).isEqualTo(12_182);
    }

    @ParameterizedTest
    @CsvSource({ "0, 5460", "5461, 10922", "10923, 16383", "7, 7" })
    void aKeyIsFoundForEachRange(int first, int last) {
        assertThat(RedisNodes.slot(RedisNodes.key(first, last))).isBetween(first, last);
    }
}
