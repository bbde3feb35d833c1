package io.quarkiverse.socketio;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the client said when it connected: the HTTP request that opened the Engine.IO session, and the {@code auth} payload of
 * this namespace's CONNECT packet.
 *
 * <pre>{@code
 * @OnConnect
 * void joined(Socket socket) {
 *     String user = socket.handshake().auth(Credentials.class).user();
 * }
 * }</pre>
 *
 * Thread: any; immutable.
 */
public interface Handshake {

    /** The header fields of the request; names in lower case. */
    Map<String, List<String>> headers();

    /** The first value of a header field, or {@code null}. The name is not case-sensitive. */
    @Nullable
    String header(String name);

    /** The parameters of the request's query; the last value counts where a name is repeated. */
    Map<String, String> query();

    /** The address of the client, as Quarkus sees it: {@code quarkus.http.proxy.*} decides whether proxies are believed. */
    String address();

    /** Path and query of the request. */
    String url();

    /** Whether the request came over TLS. */
    boolean secure();

    /** Whether the request had an {@code Origin}. */
    boolean xdomain();

    /**
     * Who the client is, as Quarkus' security found out; {@code null} for a client that is anonymous or of another server, and
     * without a security extension. Handlers of beans may take the whole {@code SecurityIdentity}.
     */
    @Nullable
    Principal principal();

    /** When the handshake was made. */
    Instant issued();

    /**
     * The {@code auth} payload, read as the given type; an empty object when the client sent none.
     *
     * @throws SocketIOException if it cannot be read as that type
     */
    <T> T auth(Class<T> type);
}
