package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class WorkerSelectorTest {
    private final Set<String> gone = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    private final WorkerSelector<String> selector = new WorkerSelector<>(worker -> !gone.contains(worker), behind::contains);

    @Test
    void preferredWorkersAreChosen() {
        assertThat(among("b", "c")).containsExactly("b", "c");
    }

    @Test
    void aLateWorkerIsSkipped() {
        behind.add("b");
        assertThat(among("b", "c")).containsExactly("c");
    }

    @Test
    void aPromptWorkerIsChosenBeforeAPreferredOne() {
        behind.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void noWorkerIsSkippedWhenAllAreLate() {
        behind.addAll(List.of("a", "b", "c"));
        assertThat(among("b", "c")).containsExactly("b", "c");
        gone.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void aFullWorkerIsNeverChosen() {
        gone.add("b");
        assertThat(among("b", "c")).containsExactly("c");
        gone.addAll(List.of("a", "c"));
        assertThat(among("b", "c")).isEmpty();
    }

    @Test
    void anyKeepsUpWhileOneWorkerIsNeitherLateNorFull() {
        behind.addAll(List.of("a", "b"));
        assertThat(selector.anyKeepsUp(List.of("a", "b", "c"))).isTrue();
        gone.add("c");
        assertThat(selector.anyKeepsUp(List.of("a", "b", "c"))).isFalse();
        assertThat(selector.anyKeepsUp(List.of())).isFalse();
    }

    private List<String> among(String... preferred) {
        return selector.select(List.of(preferred), List.of("a", "b", "c"));
    }
}
