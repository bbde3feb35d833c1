package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the division of memory; all numbers are megabytes. */
class MemoryPlanTest {
    private static final long MB = 1 << 20;

    private static MemoryPlan plan(long memory, boolean limited, int workers, long kept) {
        return new MemoryPlan(memory * MB, limited, workers, kept * MB);
    }

    @ParameterizedTest
    @CsvSource({
            "  512, true,  2,  0,   37", // 460 - 80 = 380, in 3 parts of 126, without 80, by 1.25
            " 1024, true,  2,  0,  160",
            " 1024, true,  2, 32,  151", // 32 for saved sessions
            " 4096, true,  4,  0,  513",
            " 4096, true,  1,  0, 1024", // a quarter of the memory, although 1378 would fit
            "  512, false, 1,  0,   57", // of a machine three quarters
            "24105, false, 2,  0, 4735",
            "  420, true,  1,  0,   55" })
    void workersShareWhatThePrimaryLeaves(long memory, boolean limited, int workers, long kept, long heap) {
        MemoryPlan plan = plan(memory, limited, workers, kept);
        assertThat(plan.heap()).isEqualTo(heap * MB);
        assertThat(plan.fits()).isTrue();
        assertThat(plan.fits(plan.heap())).isTrue();
        assertThat(plan.describe()).startsWith("Heap of each worker: at most " + heap + " MB, as there are " + memory + " MB");
    }

    @ParameterizedTest
    @CsvSource({ "300,true,6", "300,true,2", "128,true,1", "32,true,64", "512,false,4" })
    void workersThatDoNotFitAreFound(long memory, boolean limited, int workers) {
        assertThat(plan(memory, limited, workers, 0).fits()).isFalse();
    }

    @Test
    void theRefusalHasTheArithmeticAndTheCure() {
        assertThat(plan(600, true, 6, 0).whyNotFitting()).isEqualTo(
                "6 workers do not fit in the 600 MB of this container, of which the cluster uses 540 MB (90 %): 80 MB for the"
                        + " primary + 7 × (80 MB + 1.25 × 32 MB heap) = 920 MB, with one worker more during a rolling restart. Set"
                        + " quarkus.socketio.cluster.workers=2 or fewer (autoscale.max too), or provide 1023 MB of memory, or"
                        + " decide on the heap yourself with quarkus.socketio.cluster.worker.heap=<size>, or =jvm to leave it to"
                        + " each JVM");
        assertThat(plan(128, false, 1, 0).whyNotFitting()).startsWith("1 worker does not fit in the 128 MB of this machine")
                .contains(". Provide 427 MB of memory").doesNotContain("workers=");
    }

    @Test
    void theCuresWork() {
        assertThat(plan(600, true, 2, 0).fits()).isTrue();
        assertThat(plan(1023, true, 6, 0).fits()).isTrue();
        assertThat(plan(427, false, 1, 0).fits()).isTrue();
    }

    @Test
    void aConfiguredHeapThatIsTooLargeIsExplained() {
        assertThat(plan(1000, true, 2, 0).fits(100 * MB)).isTrue();
        assertThat(plan(1000, true, 2, 0).fits(400 * MB)).isFalse();
        assertThat(plan(1000, true, 2, 0).whyNotFitting(400 * MB)).contains("worker.heap is too large for the 1000 MB",
                "80 MB for the primary + 3 × (80 MB + 1.25 × 400 MB heap) = 1820 MB");
    }
}
