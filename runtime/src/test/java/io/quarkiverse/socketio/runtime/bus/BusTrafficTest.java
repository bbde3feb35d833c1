package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class BusTrafficTest {
    private final BusTraffic traffic = new BusTraffic();

    @Test
    void allTypesOfMessagesAreCounted() {
        Set<Class<?>> all = Stream.of(ClusterMessage.class.getPermittedSubclasses())
                .flatMap(type -> type.isInterface() ? Stream.of(type.getPermittedSubclasses()) : Stream.of(type))
                .collect(Collectors.toSet());
        assertThat(Set.<Class<?>> copyOf(BusTraffic.TYPES)).isEqualTo(all);
    }

    @Test
    void eachWayIsCountedByItself() {
        ClusterMessage message = new ClusterMessage.ClaimEnded("/", "1");
        traffic.sent(message);
        traffic.sent(message);
        traffic.received(message);
        assertThat(traffic.counts()).filteredOn(count -> count.sent().sum() > 0).singleElement().satisfies(count -> {
            assertThat(count.type()).isEqualTo("claim-ended");
            assertThat(count.sent().sum()).isEqualTo(2);
            assertThat(count.received().sum()).isEqualTo(1);
        });
    }
}
