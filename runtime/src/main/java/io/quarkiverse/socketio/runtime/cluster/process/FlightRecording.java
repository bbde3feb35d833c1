package io.quarkiverse.socketio.runtime.cluster.process;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Detects whether Flight Recorder is recording this JVM, or was a few seconds ago: then HotSpot may send signals to threads to
 * sample them. Refers to the recorder in a nested class only, as a Java runtime may come without the module {@code jdk.jfr}.
 * <p>
 * Thread: any.
 */
final class FlightRecording implements BooleanSupplier {
    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    /** How long after the end of a recording its last signals may still reach their handler. */
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
            Recorder.onEnd(recording::onEnd);
        }
        return recording;
    }

    private void onEnd() {
        endedAt = nanos.getAsLong();
        ended = true;
    }

    /** Returns whether the JVM is being recorded, or was until a few seconds ago. */
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
