package io.quarkiverse.socketio.it.chaos.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.Keys;

/**
 * Runs a random mix of attacks beside well-behaved clients that must be served: see docs/internals/chaos.
 * {@code -Dattacks.seed=7} (or several, with commas), {@code -Dattacks.seconds=60} and
 * {@code -Dattacks.modes=alone,cluster+tls+h2} choose the attacks, the time and the modes, {@code -Dattacks.only=PINGS_UNREAD}
 * a single attack.
 */
@Tag("alone") // its floods take all processors, and good clients must still be served
class AttackTest {
    private static final long SECONDS = Long.getLong("attacks.seconds", 10);

    @TempDir
    static Path directory;
    private static Keys keys;

    @BeforeAll
    static void makeKeys() {
        keys = new Keys(directory);
        keys.make("server");
    }

    static Stream<Arguments> runs() {
        return split("attacks.modes", "cluster+tls+h2").map(Mode::of)
                .flatMap(mode -> split("attacks.seed", "1").map(seed -> Arguments.of(mode, Long.parseLong(seed))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void wellBehavedClientsAreServedDuringAttacksAndNothingLeaks(Mode mode, long seed) throws IOException {
        System.out.printf("Attacks with -Dattacks.seed=%d -Dattacks.seconds=%d -Dattacks.modes=%s%n", seed, SECONDS, mode);
        try (AttackRun run = new AttackRun(mode, keys, seed, SECONDS, attacks(mode))) {
            List<String> complaints = run.run();
            System.out.println("Attacks on " + mode + ", seed " + seed + ": " + run.figures());
            assertThat(complaints).as(() -> mode + ", seed " + seed + ". Output:\n" + String.join("\n", run.output()))
                    .isEmpty();
        }
    }

    private static List<Attack> attacks(Mode mode) {
        List<Attack> only = split("attacks.only", "").map(Attack::valueOf).toList();
        return Arrays.stream(Attack.values()).filter(attack -> attack.appliesTo(mode))
                .filter(attack -> only.isEmpty() || only.contains(attack)).toList();
    }

    private static Stream<String> split(String property, String otherwise) {
        return Arrays.stream(System.getProperty(property, otherwise).split(",")).filter(part -> !part.isEmpty());
    }
}
