package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/** Tests the numbers of each second. */
class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void whatHappenedInASecondIsAddedUp() {
        traffic.onOpened();
        traffic.onOpened();
        traffic.onClosed(CloseReason.PING_TIMEOUT);
        traffic.onReceived(3);
        traffic.onReceived(4);
        traffic.onSent(10);
        traffic.sample(Instant.ofEpochMilli(5_000));
        traffic.onOpened();
        traffic.sample(Instant.ofEpochMilli(6_001));
        assertThat(traffic.take()).containsExactlyInAnyOrder(
                Map.of("timestamp", 4_000L, "type", "rawConnection", "count", 2L),
                Map.of("timestamp", 4_000L, "type", "rawDisconnection", "subType", "ping timeout", "count", 1L),
                Map.of("timestamp", 4_000L, "type", "packetsIn", "count", 2L),
                Map.of("timestamp", 4_000L, "type", "packetsOut", "count", 1L),
                Map.of("timestamp", 4_000L, "type", "bytesIn", "count", 7L),
                Map.of("timestamp", 4_000L, "type", "bytesOut", "count", 10L),
                Map.of("timestamp", 6_000L, "type", "rawConnection", "count", 1L));
        assertThat(traffic.take()).isEmpty();
    }

    @Test
    void theSamplesThatNobodyTakesAreBounded() {
        for (int second = 1; second <= 1000; second++) {
            traffic.onOpened();
            traffic.onReceived(1);
            traffic.sample(Instant.ofEpochSecond(second));
        }
        assertThat(traffic.take()).hasSize(Traffic.MAX_SAMPLES).last()
                .satisfies(newest -> assertThat(newest).containsEntry("timestamp", 999_000L));
    }
}
