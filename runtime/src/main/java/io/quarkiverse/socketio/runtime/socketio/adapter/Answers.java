package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.Set;

/**
 * What an {@link Inquiry} brought.
 *
 * @param missing the servers whose answer, or a part of it, did not come in time; empty where all is here
 */
public record Answers<T>(List<T> received, Set<String> missing) {
}
