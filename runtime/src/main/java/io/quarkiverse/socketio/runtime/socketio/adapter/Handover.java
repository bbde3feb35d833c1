package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.Map;

/**
 * What one server gives another that has now the client.
 *
 * @param missed events the client did not get, in order, without offsets
 * @param heard up to which event of each server that reaches, see {@link Origin}
 */
public record Handover(StoredSession session, List<SessionStore.Missed> missed, Map<String, Long> heard) {
}
