package io.quarkiverse.socketio.runtime.engineio;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/**
 * The HTTP request of a handshake, as the layers above need it.
 *
 * @param query decoded parameters of the query; the last value where a name is repeated
 * @param headers names in lower case
 * @param received when it came
 * @param webSocket whether the request asks for an upgrade to WebSocket
 * @param user what the HTTP layer knows of who asks, for the one who asked it to find out; {@code null} where nobody did
 */
public record EngineRequest(String method, String url, Map<String, String> query, Map<String, List<String>> headers,
        String remoteAddress, boolean secure, boolean webSocket, Instant received, // wall: the facts of one request
        @Nullable Object user) {

    /** Of nobody in particular. */
    public EngineRequest(String method, String url, Map<String, String> query, Map<String, List<String>> headers,
            String remoteAddress, boolean secure, boolean webSocket, Instant received) { // wall: the facts of one request
        this(method, url, query, headers, remoteAddress, secure, webSocket, received, null);
    }

    /** The session that is meant; an empty name means none, as with the reference server. */
    public @Nullable String sid() {
        return sidOf(query);
    }

    public static @Nullable String sidOf(Map<String, String> query) {
        String sid = query.get("sid");
        return sid == null || sid.isEmpty() ? null : sid;
    }

    /** The revision of Engine.IO that a handshake asks for. */
    public int version() {
        return Protocol.versionOf(query);
    }

    /** Whether the answer is to be a script: JSONP, which revision 3 has. */
    public boolean asksScript() {
        return Protocol.asksScript(query);
    }

    public String transport() {
        return query.getOrDefault("transport", "");
    }
}
