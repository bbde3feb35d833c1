package io.quarkiverse.socketio.runtime.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;

/**
 * A fuzz target: one method, which Jazzer calls with bytes that it mutates by the coverage of our classes; without
 * {@code JAZZER_FUZZ=1} only with its seeds. Fails if the coverage was not measured, which would otherwise look like a success.
 */
public abstract class CoverageGuided {
    private static long runs;

    /** Each target calls it with its input. */
    protected static void ran() {
        runs++;
    }

    @BeforeAll
    static void start() {
        runs = 0;
    }

    @AfterAll
    static void wasGuided(TestInfo target) throws ReflectiveOperationException {
        assertThat(runs).as("seeds, besides the empty one").isGreaterThan(1);
        if (!"1".equals(System.getenv("JAZZER_FUZZ"))) {
            return;
        }
        assertThat(runs).as("inputs that were tried").isGreaterThan(1_000);
        int[] covered = (int[]) Class.forName("com.code_intelligence.jazzer.runtime.CoverageMap", true, null)
                .getMethod("getEverCoveredIds").invoke(null);
        assertThat(covered).as("covered edges of the extension's classes").isNotEmpty();
        System.out.println(target.getDisplayName() + ": " + runs + " inputs, " + covered.length + " edges");
    }
}
