package io.quarkiverse.socketio.runtime.admin;

import java.time.InstantSource;
import java.util.function.Predicate;

import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * What the administration needs of its process. Thread: any; immutable.
 *
 * @param passwordChecks runs an action on a thread that may block, one at a time, or returns {@code false} if too many wait
 * @param mixed whether servers in Node may belong to the cluster
 */
public record AdminRuntime(ServerIdentity self, Scheduler scheduler, InstantSource clock, Predicate<Runnable> passwordChecks,
        boolean mixed) {
}
