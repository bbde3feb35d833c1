package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.security.Principal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;

/**
 * The request that opened the session and the CONNECT packet of one namespace.
 *
 * @param identity who the client is; {@code null} without an authenticator, and on servers other than the client's
 */
public record HandshakeImpl(EngineRequest request, IncomingPacket connect, @Nullable Identity identity) implements Handshake {

    public HandshakeImpl withIdentity(Identity known) {
        return new HandshakeImpl(request, connect, known);
    }

    /** Returns the name of the namespace. */
    public String namespace() {
        return connect.namespace();
    }

    @Override
    public Map<String, List<String>> headers() {
        return request.headers();
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = request.headers().get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    @Override
    public Map<String, String> query() {
        return request.query();
    }

    @Override
    public List<String> queryValues(String name) {
        return QueryParameters.all(url(), name);
    }

    @Override
    public String address() {
        return request.remoteAddress();
    }

    @Override
    public String url() {
        return request.url();
    }

    @Override
    public boolean secure() {
        return request.secure();
    }

    @Override
    public boolean xdomain() {
        return request.headers().containsKey("origin");
    }

    @Override
    public Instant issued() {
        return request.received();
    }

    @Override
    public <T> T auth(Class<T> type) {
        return connect.auth(type);
    }

    @Override
    public <T> T auth(TypeReference<T> type) {
        return connect.auth(type.getType());
    }

    @Override
    public @Nullable Principal principal() {
        return identity == null ? null : identity.principal();
    }

    /** Encodes this for other servers. */
    public byte[] encode(PacketParser parser) {
        return parser.encodeValues(values());
    }

    /** Returns the values that Node's servers call a handshake. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> headers = new LinkedHashMap<>();
        headers().forEach((name, all) -> headers.put(name, all.size() == 1 ? all.get(0) : all));
        values.put("headers", headers);
        values.put("time", JavaScriptDate.text(issued()));
        values.put("address", address());
        values.put("xdomain", xdomain());
        values.put("secure", secure());
        values.put("issued", issued().toEpochMilli());
        values.put("url", url());
        values.put("query", query());
        values.put("auth", auth(Map.class));
        return values;
    }

    /** Decodes what {@link #encode}, or a server in Node, encoded. */
    public static HandshakeImpl decode(PacketParser parser, byte[] encoded) {
        Map<String, Object> values = parser.decodeValues(encoded);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        map(values, "headers").forEach((name, value) -> headers.put(name,
                value instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of(String.valueOf(value))));
        Map<String, String> query = new LinkedHashMap<>();
        map(values, "query").forEach((name, value) -> query.put(name, String.valueOf(value)));
        long issued = values.get("issued") instanceof Number millis ? millis.longValue() : 0;
        EngineRequest request = new EngineRequest("GET", String.valueOf(values.get("url")), query, headers,
                String.valueOf(values.get("address")), Boolean.TRUE.equals(values.get("secure")), false,
                Instant.ofEpochMilli(issued));
        try {
            return new HandshakeImpl(request,
                    parser.decode(parser.encodeControl(SocketPacketType.CONNECT, "/", map(values, "auth"))), null);
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] a packet that was encoded cannot be decoded", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> values, String name) {
        return values.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
