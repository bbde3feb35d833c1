package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class MessagePartsTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void noItemsAreOneEmptyPart() {
        assertThat(MessageParts.of(List.<Integer> of(), 1 << 20, Integer::intValue))
                .containsExactly(new MessageParts.Part<>(List.of(), false));
    }

    @Test
    void itemsThatFitAreOnePart() {
        assertThat(MessageParts.of(List.of(1, 2, MEGABYTE - 3), 1 << 20, Integer::intValue))
                .containsExactly(new MessageParts.Part<>(List.of(1, 2, MEGABYTE - 3), false));
    }

    @Test
    void allButTheLastPartSayThatMoreFollows() {
        int most = MEGABYTE + 1;
        assertThat(MessageParts.of(List.of(most, most, 1, 2), 1 << 20, Integer::intValue)).containsExactly(
                new MessageParts.Part<>(List.of(most), true), new MessageParts.Part<>(List.of(most), true),
                new MessageParts.Part<>(List.of(1, 2), false));
    }

    @Test
    void partsKeepTheOrderAndExceedAMegabyteByOneItemAtMost() {
        Random random = new Random(7);
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            items.add(random.nextInt(10_000));
        }
        List<MessageParts.Part<Integer>> parts = MessageParts.of(items, 1 << 20, Integer::intValue);
        assertThat(parts).flatMap(MessageParts.Part::items).isEqualTo(items);
        assertThat(parts).hasSizeGreaterThan(10)
                .allMatch(part -> part.items().stream().mapToInt(Integer::intValue).sum() <= MEGABYTE + 10_000);
        assertThat(parts.subList(0, parts.size() - 1)).allMatch(MessageParts.Part::more);
    }
}
