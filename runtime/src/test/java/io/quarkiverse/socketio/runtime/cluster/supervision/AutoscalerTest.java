package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings.Autoscaling;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings.Targets;

/** Tests the number of workers for a load. */
class AutoscalerTest {
    private static final SeatContext CONTEXT = new SeatContext(
            new SupervisionSettings(1, new RestartPolicy(true, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30),
                    Duration.ofSeconds(30)), new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
                    new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30)),
                    SupervisionSettings.Checks.NONE),
            () -> 0, new PendingActions(), new Incarnations(incarnation -> false));

    @Test
    void workersAreAddedWhenAMeasureIsAboveItsTarget() {
        assertThat(scaler(100, 0, 0).decide(workers(2, 101, 0, 0)).workers()).isEqualTo(3);
        assertThat(scaler(100, 0, 0).decide(workers(2, 290, 0, 0)).workers()).isEqualTo(6);
        assertThat(scaler(100, 0, 0).decide(workers(2, 5000, 0, 0)).workers()).isEqualTo(8);
        assertThat(scaler(0, 0.7, 0).decide(workers(2, 0, 0.8, 0)).workers()).isEqualTo(3);
        assertThat(scaler(0, 0, 50).decide(workers(2, 0, 0, 60)).workers()).isEqualTo(3);
    }

    @Test
    void oneWorkerIsRemovedWhenAllMeasuresAreBelowHalfTheirTargets() {
        assertThat(scaler(100, 0.7, 0).decide(workers(4, 49, 0.3, 0)).workers()).isEqualTo(3);
        assertThat(scaler(100, 0.7, 0).decide(workers(4, 49, 0.4, 0)).workers()).isEqualTo(4);
        assertThat(scaler(100, 0.7, 0).decide(workers(4, 51, 0.1, 0)).workers()).isEqualTo(4);
    }

    @Test
    void theHighestMeasureDecides() {
        Autoscaler.Decision decision = scaler(100, 0.7, 0).decide(workers(2, 10, 1.4, 0));
        assertThat(decision.workers()).isEqualTo(4);
        assertThat(decision.why()).isEqualTo("1.40 of its processors per worker, target 0.70");
    }

    @Test
    void theNumberStaysWithinTheRange() {
        assertThat(scaler(100, 0, 0).decide(workers(2, 0, 0, 0)).workers()).isEqualTo(2);
        assertThat(scaler(100, 0, 0).decide(workers(1, 0, 0, 0)).workers()).isEqualTo(2);
        assertThat(scaler(100, 0, 0).decide(workers(9, 100, 0, 0)).workers()).isEqualTo(8);
    }

    @Test
    void withoutATargetNothingChanges() {
        assertThat(scaler(0, 0, 0).decide(workers(3, 5000, 2, 5000)).workers()).isEqualTo(3);
    }

    @Test
    void aWorkerOfSeveralProcessorsIsBusyWhenAllAreBusy() {
        Autoscaler two = new Autoscaler(settings(0, 0.7, 0), 2);
        assertThat(two.decide(workers(2, 0, 1.3, 0)).workers()).isEqualTo(2);
        assertThat(two.decide(workers(2, 0, 1.5, 0)).workers()).isEqualTo(3);
    }

    private static Autoscaler scaler(double connections, double load, double requests) {
        return new Autoscaler(settings(connections, load, requests), 1);
    }

    private static Autoscaling settings(double connections, double load, double requests) {
        return new Autoscaling(2, 8, new Targets(target(connections), target(load), target(requests)), Duration.ofSeconds(30));
    }

    private static OptionalDouble target(double value) {
        return value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static List<Worker> workers(int count, int connections, double cpu, int requestRate) {
        return IntStream.rangeClosed(1, count).mapToObj(id -> {
            Worker worker = new Worker(id, id, CONTEXT, 0);
            worker.onLoad(
                    new WorkerLoad(connections, 0, 0, 0, (long) (cpu * 10_000), requestRate * 10L, WorkerLoad.Activity.NONE),
                    10_000);
            return worker;
        }).toList();
    }
}
