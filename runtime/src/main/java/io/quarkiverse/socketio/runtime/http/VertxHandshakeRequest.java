package io.quarkiverse.socketio.runtime.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request as the layers above see it; its header fields are collected when somebody asks for them.
 * <p>
 * Thread: any; what it shows is immutable.
 */
record VertxHandshakeRequest(EngineRequest facts, MultiMap fields) implements HandshakeRequest {

    /**
     * @param user asked who makes a handshake
     * @throws IllegalArgumentException if the query is not well encoded
     */
    static VertxHandshakeRequest of(HttpServerRequest request, Supplier<@Nullable Object> user) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        // only a handshake keeps its header fields
        boolean handshake = EngineRequest.sidOf(query) == null;
        Map<String, List<String>> headers = handshake ? collect(request.headers()) : Map.of();
        String address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return new VertxHandshakeRequest(
                new EngineRequest(request.method().name(), request.uri(), query, headers, address == null ? "" : address,
                        request.isSSL(), asksWebSocket(request), Instant.now(), handshake ? user.get() : null),
                request.headers());
    }

    private static Map<String, List<String>> collect(MultiMap fields) {
        Map<String, List<String>> headers = new HashMap<>();
        fields.forEach(field -> headers
                .computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), key -> new ArrayList<>(1)).add(field.getValue()));
        return headers;
    }

    static boolean asksWebSocket(HttpServerRequest request) {
        return WebSocketTransport.NAME.equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && request.headers().getAll(HttpHeaders.CONNECTION).stream().anyMatch(VertxHandshakeRequest::hasUpgrade);
    }

    /** {@code Connection} is a list; Firefox sends {@code keep-alive, Upgrade}. */
    private static boolean hasUpgrade(String connection) {
        for (String option : connection.split(",")) {
            if (option.trim().equalsIgnoreCase("upgrade")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String method() {
        return facts.method();
    }

    @Override
    public String url() {
        return facts.url();
    }

    @Override
    public Map<String, String> query() {
        return Collections.unmodifiableMap(facts.query());
    }

    @Override
    public Map<String, List<String>> headers() {
        return Collections.unmodifiableMap(facts.sid() == null ? facts.headers() : collect(fields));
    }

    @Override
    public @Nullable String header(String name) {
        return fields.get(name);
    }

    @Override
    public String address() {
        return facts.remoteAddress();
    }

    @Override
    public boolean secure() {
        return facts.secure();
    }

    @Override
    public boolean upgrade() {
        return facts.webSocket();
    }
}
