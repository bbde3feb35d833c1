package io.quarkiverse.socketio;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP request of a client, before there is a socket: what guards and observers of the {@link Engine} see.
 * <p>
 * Thread: any; immutable.
 */
public interface HandshakeRequest {

    String method();

    /** Path and query, as the client sent them. */
    String url();

    /** The parameters of the query, decoded; the last value counts where a name is repeated. */
    Map<String, String> query();

    /** The header fields; names in lower case. */
    Map<String, List<String>> headers();

    /** The first value of a header field, or {@code null}. The name is not case-sensitive. */
    @Nullable
    String header(String name);

    /** The address of the client, as Quarkus sees it: {@code quarkus.http.proxy.*} decides whether proxies are believed. */
    String address();

    /** Whether the request came over TLS. */
    boolean secure();

    /** Whether it asks for a WebSocket. */
    boolean upgrade();
}
