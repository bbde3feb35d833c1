package io.quarkiverse.socketio.runtime.engineio;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/**
 * An HTTP request as the Engine.IO server and its sessions see it, whatever HTTP server has received it.
 * <p>
 * Thread: any; immutable.
 *
 * @param query the decoded query parameters; the last value of a name that is repeated
 * @param headers the header fields of a handshake, with names in lower case
 * @param webSocket whether the request asks for an upgrade to WebSocket
 * @param received when the request was received
 * @param user who sends the request, as the application's security represents it; {@code null} without security
 */
public record EngineRequest(String method, String url, Map<String, String> query, Map<String, List<String>> headers,
        String remoteAddress, boolean secure, boolean webSocket, Instant received, // wall: what one request has
        @Nullable Object user) {

    /** Creates a request without a user. */
    public EngineRequest(String method, String url, Map<String, String> query, Map<String, List<String>> headers,
            String remoteAddress, boolean secure, boolean webSocket, Instant received) { // wall: what one request has
        this(method, url, query, headers, remoteAddress, secure, webSocket, received, null);
    }

    /** Returns the same request in less memory, to be kept with its session. */
    EngineRequest packed() {
        Map<String, String> inUrl = new UrlQuery(url);
        Map<String, String> parameters = inUrl.equals(query) ? inUrl : PackedFields.query(query);
        return new EngineRequest(method, url, parameters, headers, remoteAddress, secure, webSocket, received, user);
    }

    /** Returns about how many bytes the texts of this request take, which the client has chosen. */
    public long bytes() {
        return url.length() + remoteAddress.length() + PackedFields.bytes(query) + PackedFields.bytes(headers);
    }

    /** Returns the session id, or {@code null}; an empty one counts as none, as in Node's server. */
    public @Nullable String sid() {
        return sidOf(query);
    }

    /** Returns the session id in these query parameters, or {@code null}. */
    public static @Nullable String sidOf(Map<String, String> query) {
        String sid = query.get("sid");
        return sid == null || sid.isEmpty() ? null : sid;
    }

    /** Returns the revision of Engine.IO that a handshake asks for: 3 or 4. */
    public int version() {
        return Protocol.versionOf(query);
    }

    /** Returns whether the response must be a script (JSONP), which only revision 3 has. */
    public boolean isJsonp() {
        return Protocol.isJsonp(query);
    }

    /** Returns the transport parameter, or an empty string. */
    public String transport() {
        return query.getOrDefault("transport", "");
    }
}
