package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class WorkerSelectorTest {
    private final Set<String> full = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private final WorkerSelector<String> selector = new WorkerSelector<>(worker -> !full.contains(worker), late::contains);

    @Test
    void preferredWorkersAreChosen() {
        assertThat(among("b", "c")).containsExactly("b", "c");
    }

    @Test
    void aLateWorkerIsSkipped() {
        late.add("b");
        assertThat(among("b", "c")).containsExactly("c");
    }

    @Test
    void aPromptWorkerIsChosenBeforeAPreferredOne() {
        late.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void noWorkerIsSkippedWhenAllAreLate() {
        late.addAll(List.of("a", "b", "c"));
        assertThat(among("b", "c")).containsExactly("b", "c");
        full.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void aFullWorkerIsNeverChosen() {
        full.add("b");
        assertThat(among("b", "c")).containsExactly("c");
        full.addAll(List.of("a", "c"));
        assertThat(among("b", "c")).isEmpty();
    }

    @Test
    void anyKeepsUpWhileOneWorkerIsNeitherLateNorFull() {
        late.addAll(List.of("a", "b"));
        assertThat(selector.anyKeepsUp(List.of("a", "b", "c"))).isTrue();
        full.add("c");
        assertThat(selector.anyKeepsUp(List.of("a", "b", "c"))).isFalse();
        assertThat(selector.anyKeepsUp(List.of())).isFalse();
    }

    private List<String> among(String... preferred) {
        return selector.select(List.of(preferred), List.of("a", "b", "c"));
    }
}
