package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import jdk.jfr.Recording;

class FlightRecordingTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // clocks of a JVM may overflow
    private final FlightRecording watched = FlightRecording.watch(nanos::get);

    @Test
    void signalsMayBelongToARecordingUntilShortlyAfterItsEnd() {
        assertThat(watched.getAsBoolean()).isFalse();
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(watched.getAsBoolean()).isTrue();
            nanos.addAndGet(FlightRecording.AFTERMATH_NANOS * 10);
            assertThat(watched.getAsBoolean()).isTrue();
        }
        assertThat(watched.getAsBoolean()).isTrue();
        nanos.addAndGet(FlightRecording.AFTERMATH_NANOS - 1);
        assertThat(watched.getAsBoolean()).isTrue();
        nanos.addAndGet(1);
        assertThat(watched.getAsBoolean()).isFalse();
    }

    @Test
    void onlySignalsThatFlightRecorderMaySendAreIgnored() {
        AtomicLong rolls = new AtomicLong();
        boolean[] recording = { true };
        RollSignal signal = new RollSignal(rolls::incrementAndGet, () -> recording[0]);
        signal.handle(null);
        assertThat(rolls).hasValue(0);
        recording[0] = false;
        signal.handle(null);
        assertThat(rolls).hasValue(1);
    }
}
