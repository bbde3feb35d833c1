package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.Set;

/**
 * What an {@link ResponseCollector} brought.
 *
 * @param missing the servers whose answer, or a part of it, did not come in time; empty where all is here
 */
public record Responses<T>(List<T> received, Set<String> missing) {
}
