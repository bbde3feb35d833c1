package io.quarkiverse.socketio.runtime.presence;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * The threads and the time of presence.
 * <p>
 * Thread: any; immutable.
 *
 * @param scheduler runs tasks after a delay
 * @param nanoTime a monotonic clock
 * @param executor runs what takes long
 */
public record PresenceRuntime(Scheduler scheduler, LongSupplier nanoTime, Executor executor) {
}
