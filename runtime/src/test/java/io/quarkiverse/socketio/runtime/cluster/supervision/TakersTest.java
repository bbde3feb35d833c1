package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class TakersTest {
    private final Set<String> gone = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    private final Takers<String> takers = new Takers<>(worker -> !gone.contains(worker), behind::contains);

    @Test
    void thePreferredOnesAreChosenFrom() {
        assertThat(among("b", "c")).containsExactly("b", "c");
    }

    @Test
    void whoIsBehindIsPassedOver() {
        behind.add("b");
        assertThat(among("b", "c")).containsExactly("c");
    }

    @Test
    void whoKeepsUpIsBetterThanWhoIsPreferred() {
        behind.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void whenAllAreBehindNobodyIsPassedOver() {
        behind.addAll(List.of("a", "b", "c"));
        assertThat(among("b", "c")).containsExactly("b", "c");
        gone.addAll(List.of("b", "c"));
        assertThat(among("b", "c")).containsExactly("a");
    }

    @Test
    void whoCannotTakeAnyIsNeverChosen() {
        gone.add("b");
        assertThat(among("b", "c")).containsExactly("c");
        gone.addAll(List.of("a", "c"));
        assertThat(among("b", "c")).isEmpty();
    }

    @Test
    void anyIsPromptWhileOneTakesConnectionsAndIsNotBehind() {
        behind.addAll(List.of("a", "b"));
        assertThat(takers.anyPrompt(List.of("a", "b", "c"))).isTrue();
        gone.add("c");
        assertThat(takers.anyPrompt(List.of("a", "b", "c"))).isFalse();
        assertThat(takers.anyPrompt(List.of())).isFalse();
    }

    private List<String> among(String... preferred) {
        return takers.among(List.of(preferred), List.of("a", "b", "c"));
    }
}
