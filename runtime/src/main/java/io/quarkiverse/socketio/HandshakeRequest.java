package io.quarkiverse.socketio;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP request of a client, as guards and listeners of the {@link Engine} receive it. There may be no session yet.
 *
 * <pre>{@code
 * io.engine().onHeaders((headers, request) -> {
 *     if (request.secure()) {
 *         headers.set("strict-transport-security", "max-age=31536000");
 *     }
 * });
 * }</pre>
 *
 * Thread: any; immutable.
 * <p>
 * Protocol: Engine.IO v4, "Transports".
 */
public interface HandshakeRequest {

    /** {@return the HTTP method} */
    String method();

    /** {@return path and query, as the client sent them} */
    String url();

    /** {@return the parameters of the query, decoded; of a name that is repeated, the last value} */
    Map<String, String> query();

    /**
     * Returns all values of a parameter of the query.
     *
     * @param name the name
     * @return the values in their order; empty if there is no such parameter
     */
    List<String> queryValues(String name);

    /** {@return the header fields; the names are in lower case} */
    Map<String, List<String>> headers();

    /**
     * Returns the first value of a header field.
     *
     * @param name the name, in any case
     * @return the value, or {@code null} if there is no such field
     */
    @Nullable
    String header(String name);

    /** {@return the address of the client, which a proxy forwards where {@code quarkus.http.proxy.*} trusts it} */
    String address();

    /** {@return whether the request was received over TLS} */
    boolean secure();

    /** {@return whether the request asks for a WebSocket} */
    boolean upgrade();
}
