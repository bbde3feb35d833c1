package io.quarkiverse.socketio.runtime.engineio;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP request of a handshake, as the layers above need it.
 *
 * @param query decoded parameters of the query; the last value where a name is repeated
 * @param headers names in lower case
 * @param received when it came
 * @param webSocket whether the request asks for an upgrade to WebSocket
 */
public record EngineRequest(String method, String url, Map<String, String> query, Map<String, List<String>> headers,
        String remoteAddress, boolean secure, boolean webSocket, Instant received) { // wall: the facts of one request

    public @Nullable String sid() {
        return query.get("sid");
    }

    public String transport() {
        return query.getOrDefault("transport", "");
    }
}
