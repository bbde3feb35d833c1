package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

import org.junit.jupiter.api.Test;

class MergedMetricsTest {
    private static final String PAGE = """
            # HELP requests_total Requests "so far"
            # TYPE requests_total counter
            requests_total{uri="/a}b\\"c",} %s.0
            # HELP open Open ones
            # TYPE open gauge
            open %s.0
            # HELP time_seconds Time
            # TYPE time_seconds histogram
            time_seconds_bucket{le="0.1",} %3$s.0
            time_seconds_bucket{le="+Inf",} %3$s.0
            time_seconds_count %3$s.0
            time_seconds_sum 0.5
            """;

    private final MergedMetrics merged = new MergedMetrics();

    @Test
    void samplesOfAFamilyAreGroupedAndLabelledWithTheWorker() {
        merged.add(1, 1, page(3, 7, 2));
        merged.add(2, 2, page(4, 8, 0));
        assertThat(merged.page(Set.of(1, 2), Set.of(1, 2))).isEqualTo("""
                # HELP requests_total Requests "so far"
                # TYPE requests_total counter
                requests_total{worker="1",uri="/a}b\\"c"} 3.0
                requests_total{worker="2",uri="/a}b\\"c"} 4.0
                # HELP open Open ones
                # TYPE open gauge
                open{worker="1"} 7.0
                open{worker="2"} 8.0
                # HELP time_seconds Time
                # TYPE time_seconds histogram
                time_seconds_bucket{worker="1",le="0.1"} 2.0
                time_seconds_bucket{worker="1",le="+Inf"} 2.0
                time_seconds_count{worker="1"} 2.0
                time_seconds_sum{worker="1"} 0.5
                time_seconds_bucket{worker="2",le="0.1"} 0.0
                time_seconds_bucket{worker="2",le="+Inf"} 0.0
                time_seconds_count{worker="2"} 0.0
                time_seconds_sum{worker="2"} 0.5
                """);
    }

    @Test
    void countersContinueWhenAWorkerIsReplaced() {
        merged.add(1, 1, page(100, 7, 10));
        merged.remove(1);
        assertThat(merged.page(Set.of(1), Set.of())).contains(
                "# HELP requests_total Requests \"so far\"\n", "requests_total{worker=\"1\",uri=\"/a}b\\\"c\"} 100.0",
                "time_seconds_bucket{worker=\"1\",le=\"0.1\"} 10.0").doesNotContain("open");
        merged.add(1, 3, page(5, 1, 1));
        assertThat(merged.page(Set.of(1), Set.of(3))).contains("} 105.0\n", "open{worker=\"1\"} 1.0",
                "time_seconds_bucket{worker=\"1\",le=\"+Inf\"} 11.0", "time_seconds_count{worker=\"1\"} 11.0",
                "time_seconds_sum{worker=\"1\"} 1.0");
        merged.remove(3);
        merged.remove(3);
        merged.add(1, 1, page(1, 2, 0));
        assertThat(merged.page(Set.of(1), Set.of(1))).contains("} 106.0\n", "open{worker=\"1\"} 2.0");
    }

    @Test
    void duringAReplacementCountersAreSummedAndGaugesAreThoseOfTheNewWorker() {
        merged.add(1, 1, page(100, 7, 10));
        merged.add(1, 3, page(5, 1, 1));
        assertThat(merged.page(Set.of(1), Set.of(3))).contains("} 105.0\n", "open{worker=\"1\"} 1.0")
                .doesNotContain("open{worker=\"1\"} 7.0");
    }

    @Test
    void aWorkerThatDoesNotAnswerKeepsItsCountersAndHasNoGauges() {
        merged.add(1, 1, page(100, 7, 10));
        assertThat(merged.page(Set.of(1), Set.of())).contains("} 100.0\n").doesNotContain("open");
    }

    @Test
    void removedSeatsAreNotShown() {
        merged.add(2, 2, page(1, 2, 3));
        merged.remove(2);
        assertThat(merged.page(Set.of(1), Set.of(1))).isEmpty();
    }

    @Test
    void anExistingWorkerLabelIsRenamed() {
        merged.add(1, 1, "a{worker=\"x\",b=\"worker=\"} 1\nc{b=\"\\\",worker=\\\"\",worker=\"y\"} NaN 1700000000\n");
        assertThat(merged.page(Set.of(1), Set.of(1))).isEqualTo("""
                # TYPE a untyped
                a{worker="1",exported_worker="x",b="worker="} 1
                # TYPE c untyped
                c{worker="1",b="\\",worker=\\"",exported_worker="y"} NaN
                """);
    }

    @Test
    void familiesWithConflictingTypesAreNotMerged() {
        merged.add(1, 1, "# TYPE a counter\na 1\n");
        merged.add(2, 2, "# TYPE a gauge\na 2\n");
        assertThat(merged.page(Set.of(1, 2), Set.of(1, 2))).isEqualTo("# TYPE a counter\na{worker=\"1\"} 1.0\n");
    }

    @Test
    void malformedMetricsAreAnError() {
        assertThatThrownBy(() -> merged.add(1, 1, "a{b=\"} 1\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> merged.add(1, 1, "a one\n")).isInstanceOf(IllegalArgumentException.class);
        assertThat(merged.page(Set.of(1), Set.of(1))).isEmpty();
    }

    private static String page(int requests, int open, int observed) {
        return PAGE.formatted(requests, open, observed);
    }
}
