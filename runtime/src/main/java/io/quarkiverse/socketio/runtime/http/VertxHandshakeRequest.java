package io.quarkiverse.socketio.runtime.http;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.engineio.PackedFields;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * A Vert.x request as guards, listeners and the Engine.IO server see it; header fields of a request that is not a handshake are
 * copied only when asked for.
 * <p>
 * Thread: any; immutable.
 */
record VertxHandshakeRequest(EngineRequest engineRequest, MultiMap fields) implements HandshakeRequest {

    /**
     * @param user returns who sends a handshake
     * @throws IllegalArgumentException if the query is malformed
     */
    static VertxHandshakeRequest of(HttpServerRequest request, Supplier<@Nullable Object> user) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        boolean handshake = EngineRequest.sidOf(query) == null;
        Map<String, List<String>> headers = handshake ? PackedFields.headers(request.headers()) : Map.of();
        return new VertxHandshakeRequest(
                new EngineRequest(request.method().name(), request.uri(), query, headers, address(request.remoteAddress()),
                        request.isSSL(), asksWebSocket(request), Instant.now(), handshake ? user.get() : null),
                request.headers());
    }

    private static String address(@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        if (remote == null || address == null) {
            return "";
        }
        String host = remote.host(); // mostly the same text, in a string that lives as long as the connection
        return address.equals(host) ? host : address;
    }

    static boolean asksWebSocket(HttpServerRequest request) {
        return WebSocketTransport.NAME.equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && request.headers().getAll(HttpHeaders.CONNECTION).stream()
                        .flatMap(options -> Stream.of(options.split(","))) // Firefox sends keep-alive, Upgrade
                        .anyMatch(option -> option.trim().equalsIgnoreCase("upgrade"));
    }

    @Override
    public String method() {
        return engineRequest.method();
    }

    @Override
    public String url() {
        return engineRequest.url();
    }

    @Override
    public Map<String, String> query() {
        return Collections.unmodifiableMap(engineRequest.query());
    }

    @Override
    public List<String> queryValues(String name) {
        return new QueryStringDecoder(url()).parameters().getOrDefault(name, List.of());
    }

    @Override
    public Map<String, List<String>> headers() {
        return engineRequest.sid() == null ? engineRequest.headers() : PackedFields.headers(fields);
    }

    @Override
    public @Nullable String header(String name) {
        if (engineRequest.sid() != null) {
            return fields.get(name);
        }
        List<String> values = headers().get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    @Override
    public String address() {
        return engineRequest.remoteAddress();
    }

    @Override
    public boolean secure() {
        return engineRequest.secure();
    }

    @Override
    public boolean upgrade() {
        return engineRequest.webSocket();
    }
}
