package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusStatsTest {
    private final BusStats traffic = new BusStats();

    @Test
    void allTypesOfMessagesAreCounted() {
        assertThat(traffic.counts()).hasSize(MessageKind.values().length + 1).extracting(BusStats.Count::type)
                .contains("broadcast", "fetch-sockets", "unknown", "skipped").doesNotHaveDuplicates();
    }

    @Test
    void eachWayIsCountedByItself() {
        ClusterMessage message = new ClusterMessage.ClientCount("/", "1", 5);
        traffic.sent(message);
        traffic.sent(message);
        traffic.received(message);
        assertThat(traffic.counts()).filteredOn(count -> count.sent().sum() > 0).singleElement().satisfies(count -> {
            assertThat(count.type()).isEqualTo("client-count");
            assertThat(count.sent().sum()).isEqualTo(2);
            assertThat(count.received().sum()).isEqualTo(1);
        });
    }
}
