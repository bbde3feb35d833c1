package io.quarkiverse.socketio.runtime.socketio;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;

/**
 * The request that opened the session, with the CONNECT packet of one namespace.
 * <p>
 * Thread: any; immutable.
 */
record HandshakeImpl(EngineRequest request, IncomingPacket connect) implements Handshake {

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
}
