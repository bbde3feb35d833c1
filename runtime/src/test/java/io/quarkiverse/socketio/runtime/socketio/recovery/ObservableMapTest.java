package io.quarkiverse.socketio.runtime.socketio.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

class ObservableMapTest {
    private final AtomicInteger changes = new AtomicInteger();
    private final ObservableMap map = new ObservableMap(Map.of("a", 1), changes::incrementAndGet);

    @Test
    void initialEntriesAreNoChange() {
        assertThat(map).isEqualTo(Map.of("a", 1));
        assertThat(changes).hasValue(0);
    }

    @Test
    void eachModifyingMethodNotifiesTheListener() {
        List<Consumer<ObservableMap>> methods = List.of(
                it -> it.put("b", 1), it -> it.putAll(Map.of("c", 1)), it -> it.putIfAbsent("d", 1), it -> it.remove("a"),
                it -> it.remove("b", 1), it -> it.replace("c", 2), it -> it.replace("c", 2, 3),
                it -> it.replaceAll((k, v) -> 4),
                it -> it.computeIfAbsent("e", key -> 1), it -> it.computeIfPresent("e", (key, value) -> 2),
                it -> it.compute("e", (key, value) -> 3), it -> it.merge("e", 1, (a, b) -> a), ObservableMap::clear);
        int before = 0;
        for (Consumer<ObservableMap> method : methods) {
            method.accept(map);
            assertThat(changes.get()).isGreaterThan(before);
            before = changes.get();
        }
        assertThat(map).isEmpty();
    }

    @Test
    void readingDoesNotNotifyTheListener() {
        map.get("a");
        map.getOrDefault("b", 1);
        map.containsKey("a");
        map.forEach((key, value) -> {
        });
        assertThat(changes).hasValue(0);
    }
}
