package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.Set;

/**
 * The responses that a {@link ResponseCollector} received.
 *
 * @param missing the servers whose responses, or some of them, were not received in time
 */
public record Responses<T>(List<T> received, Set<String> missing) {
}
