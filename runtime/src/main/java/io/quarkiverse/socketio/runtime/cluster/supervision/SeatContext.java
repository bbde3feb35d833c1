package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.function.DoubleSupplier;

/**
 * The settings and collaborators that all seats share.
 *
 * @param random returns numbers from 0 to 1
 * @param actions collects the actions of the seats
 */
record SeatContext(SupervisionSettings settings, DoubleSupplier random, PendingActions actions, Incarnations incarnations) {

    SupervisionSettings.Limits limits() {
        return settings.limits();
    }
}
