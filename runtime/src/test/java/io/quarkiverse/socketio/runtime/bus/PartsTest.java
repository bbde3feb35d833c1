package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class PartsTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void nothingIsOnePartWithoutItems() {
        assertThat(Parts.of(List.<Integer> of(), Integer::intValue)).containsExactly(new Parts.Part<>(List.of(), false));
    }

    @Test
    void whatFitsIsOnePart() {
        assertThat(Parts.of(List.of(1, 2, MEGABYTE - 3), Integer::intValue))
                .containsExactly(new Parts.Part<>(List.of(1, 2, MEGABYTE - 3), false));
    }

    @Test
    void allButTheLastPartSayThatMoreFollows() {
        int most = MEGABYTE + 1;
        assertThat(Parts.of(List.of(most, most, 1, 2), Integer::intValue)).containsExactly(
                new Parts.Part<>(List.of(most), true), new Parts.Part<>(List.of(most), true),
                new Parts.Part<>(List.of(1, 2), false));
    }

    @Test
    void allItemsAreThereInTheirOrderAndNoPartExceedsAMegabyteByMoreThanOneItem() {
        Random random = new Random(7);
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            items.add(random.nextInt(10_000));
        }
        List<Parts.Part<Integer>> parts = Parts.of(items, Integer::intValue);
        assertThat(parts).flatMap(Parts.Part::items).isEqualTo(items);
        assertThat(parts).hasSizeGreaterThan(10)
                .allMatch(part -> part.items().stream().mapToInt(Integer::intValue).sum() <= MEGABYTE + 10_000);
        assertThat(parts.subList(0, parts.size() - 1)).allMatch(Parts.Part::more);
    }
}
