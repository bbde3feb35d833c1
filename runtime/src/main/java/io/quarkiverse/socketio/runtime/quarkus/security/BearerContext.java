package io.quarkiverse.socketio.runtime.quarkus.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextDecorator;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * A view of the handshake's request with a bearer token in its {@code Authorization} header and without other credentials, so
 * that any HTTP authentication mechanism reads the token. Data that mechanisms add is kept in the view.
 * <p>
 * Thread: one at a time.
 */
final class BearerContext extends RoutingContextDecorator {
    private final Map<String, Object> data;
    private final HttpServerRequest request;
    private @Nullable User user;

    BearerContext(RoutingContext handshake, String token) {
        super(handshake.currentRoute(), (RoutingContextInternal) handshake);
        this.data = new HashMap<>(handshake.data());
        data.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
        this.request = new BearerRequest((HttpServerRequestInternal) handshake.request(), token);
    }

    @Override
    public HttpServerRequest request() {
        return request;
    }

    @Override
    public Map<String, Object> data() {
        return data;
    }

    @Override
    public RoutingContext put(String key, Object value) {
        data.put(key, value);
        return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String key) {
        return (T) data.get(key);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String key, T otherwise) {
        return (T) data.getOrDefault(key, otherwise);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T remove(String key) {
        return (T) data.remove(key);
    }

    @Override
    public @Nullable User user() {
        return user;
    }

    @Override
    public void setUser(@Nullable User user) {
        this.user = user;
    }

    @Override
    public void clearUser() {
        user = null;
    }

    @Override
    public @Nullable Cookie getCookie(String name) {
        return null;
    }

    @Override
    public Map<String, Cookie> cookieMap() {
        return Map.of();
    }

    @Override
    public int cookieCount() {
        return 0;
    }

    private static final class BearerRequest extends HttpServerRequestWrapper {
        private final MultiMap headers;

        BearerRequest(HttpServerRequestInternal request, String token) {
            super(request);
            this.headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers()).remove(HttpHeaders.COOKIE)
                    .set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public @Nullable Cookie getCookie(String name) {
            return null;
        }

        @Override
        public @Nullable Cookie getCookie(String name, String domain, String path) {
            return null;
        }

        @Override
        public Set<Cookie> cookies() {
            return Set.of();
        }

        @Override
        public Set<Cookie> cookies(String name) {
            return Set.of();
        }
    }
}
