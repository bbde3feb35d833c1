package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.HandshakeRequest;

/** Stands for any request where CDI is asked whether somebody observes. */
enum NoRequest implements HandshakeRequest {
    INSTANCE;

    @Override
    public String method() {
        return "";
    }

    @Override
    public String url() {
        return "";
    }

    @Override
    public Map<String, String> query() {
        return Map.of();
    }

    @Override
    public Map<String, List<String>> headers() {
        return Map.of();
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public String address() {
        return "";
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public boolean upgrade() {
        return false;
    }
}
