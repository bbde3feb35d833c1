package io.quarkiverse.socketio.runtime.cluster.process;

import java.util.function.BooleanSupplier;

import org.jboss.logging.Logger;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles the signal USR2: starts a rolling restart. HotSpot sends itself the same signal to suspend a thread, dozens of times
 * a second while Flight Recorder samples, and its signals cannot be told from an operator's. So the signal is ignored while the
 * JVM is being recorded, unless the JVM uses another signal, by {@code _JAVA_SR_SIGNUM}.
 * <p>
 * Thread: the JVM's signal thread.
 */
public final class RollSignal implements SignalHandler {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final String OTHER_SIGNAL = "_JAVA_SR_SIGNUM";

    private final Runnable roll;
    private final BooleanSupplier mayBeTheJvms;
    private boolean warned;

    /** Creates the handler for this JVM. */
    public static RollSignal create(Runnable roll) {
        return new RollSignal(roll,
                System.getenv().containsKey(OTHER_SIGNAL) ? () -> false : FlightRecording.watch(System::nanoTime));
    }

    public RollSignal(Runnable roll, BooleanSupplier mayBeTheJvms) {
        this.roll = roll;
        this.mayBeTheJvms = mayBeTheJvms;
    }

    @Override
    public void handle(Signal signal) {
        if (!mayBeTheJvms.getAsBoolean()) {
            roll.run();
        } else if (!warned) {
            warned = true;
            LOG.warn("Signal USR2 is ignored while Flight Recorder runs in the primary, because the JVM sends it to itself."
                    + " Send USR1 for a rolling restart, or start the primary with _JAVA_SR_SIGNUM=30 in its environment");
        }
    }
}
