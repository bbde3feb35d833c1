package io.quarkiverse.socketio.runtime.cluster.process;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Knows whether a signal may be one of those that Flight Recorder sends to the threads that it samples. Apart, because a Java
 * runtime may come without the module {@code jdk.jfr}.
 * <p>
 * Thread: any.
 */
final class FlightRecording implements BooleanSupplier {
    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    /** The last signals of a recording may still be under way to their handler when it has ended. */
    static final long AFTERMATH_NANOS = 5_000_000_000L;

    private final LongSupplier nanos;
    private volatile boolean ended;
    private volatile long endedAt;

    private FlightRecording(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Watches the recordings of this JVM from now on. */
    static FlightRecording watch(LongSupplier nanos) {
        FlightRecording recording = new FlightRecording(nanos);
        if (PRESENT) {
            Recorder.onEnd(recording::end);
        }
        return recording;
    }

    private void end() {
        endedAt = nanos.getAsLong();
        ended = true;
    }

    /** Whether the JVM records itself, or did a moment ago. */
    @Override
    public boolean getAsBoolean() {
        return PRESENT && Recorder.isRunning() || ended && nanos.getAsLong() - endedAt < AFTERMATH_NANOS;
    }

    private static final class Recorder {
        static boolean isRunning() {
            // without it, asking for the recordings would start the recorder
            return FlightRecorder.isInitialized() && !FlightRecorder.getFlightRecorder().getRecordings().isEmpty();
        }

        static void onEnd(Runnable end) {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recordingStateChanged(Recording recording) {
                    if (recording.getState() == RecordingState.STOPPED || recording.getState() == RecordingState.CLOSED) {
                        end.run();
                    }
                }
            });
        }
    }
}
