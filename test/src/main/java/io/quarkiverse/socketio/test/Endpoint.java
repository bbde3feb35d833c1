package io.quarkiverse.socketio.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * Where and how a client connects.
 * <p>
 * Thread: any; immutable.
 *
 * @param handshake the address of the server with its path and the query of the application, over HTTP
 * @param headers of all requests
 * @param transports the first one connects; a WebSocket after polling is an upgrade
 * @param timeout the time in which a request must be answered
 */
record Endpoint(HttpClient http, URI handshake, Map<String, String> headers, List<Transport> transports, Duration timeout) {

    /** Returns the address of a transport's requests. */
    URI uri(Transport transport, String sid) {
        String scheme = transport == Transport.WEBSOCKET ? handshake.getScheme().replace("http", "ws") : handshake.getScheme();
        String query = "EIO=4&transport=" + transport.queryName() + (sid.isEmpty() ? "" : "&sid=" + sid);
        String given = handshake.getRawQuery();
        return URI.create(scheme + "://" + handshake.getRawAuthority() + handshake.getRawPath() + "?" + query
                + (given == null ? "" : "&" + given));
    }
}
