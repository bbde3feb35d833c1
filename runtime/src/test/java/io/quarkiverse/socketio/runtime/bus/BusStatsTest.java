package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusStatsTest {
    private final BusStats stats = new BusStats();

    @Test
    void allTypesOfMessagesAreCounted() {
        assertThat(stats.counts()).hasSize(MessageKind.values().length + 2).extracting(BusStats.Count::type)
                .contains("broadcast", "fetch-sockets", "unknown", "skipped", "dropped").doesNotHaveDuplicates();
    }

    @Test
    void sentAndReceivedMessagesAreCountedSeparately() {
        ClusterMessage message = new ClusterMessage.ClientCount("/", "1", 5);
        stats.countSent(message);
        stats.countSent(message);
        stats.countReceived(message);
        assertThat(stats.counts()).filteredOn(count -> count.sent().sum() > 0).singleElement().satisfies(count -> {
            assertThat(count.type()).isEqualTo("client-count");
            assertThat(count.sent().sum()).isEqualTo(2);
            assertThat(count.received().sum()).isEqualTo(1);
        });
    }
}
