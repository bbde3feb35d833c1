package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.function.DoubleSupplier;

/**
 * What all seats share.
 *
 * @param random 0 to 1
 * @param actions receives what is to be done
 */
record SeatContext(SupervisionSettings settings, DoubleSupplier random, PendingActions actions, Incarnations incarnations) {

    SupervisionSettings.Limits limits() {
        return settings.limits();
    }
}
