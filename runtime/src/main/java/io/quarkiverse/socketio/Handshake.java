package io.quarkiverse.socketio;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

/**
 * The request with which a client connected to a namespace: the HTTP request that opened the Engine.IO session, and the
 * {@code auth} payload of the CONNECT packet.
 *
 * <pre>{@code
 * @OnConnect
 * void connected(Socket socket) {
 *     socket.join("#" + socket.handshake().auth(Login.class).user());
 * }
 * }</pre>
 *
 * Thread: any; immutable.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace"; Engine.IO v4, "Handshake".
 */
public interface Handshake {

    /** {@return the header fields of the HTTP request; the names are in lower case} */
    Map<String, List<String>> headers();

    /**
     * Returns the first value of a header field.
     *
     * @param name the name, in any case
     * @return the value, or {@code null} if there is no such field
     */
    @Nullable
    String header(String name);

    /** {@return the parameters of the query; of a name that is repeated, the last value} */
    Map<String, String> query();

    /**
     * Returns all values of a parameter of the query.
     *
     * @param name the name
     * @return the values in their order; empty if there is no such parameter
     */
    List<String> queryValues(String name);

    /** {@return the address of the client, which a proxy forwards where {@code quarkus.http.proxy.*} trusts it} */
    String address();

    /** {@return path and query of the HTTP request} */
    String url();

    /** {@return whether the HTTP request was received over TLS} */
    boolean secure();

    /** {@return whether the HTTP request had the header field {@code Origin}} */
    boolean xdomain();

    /**
     * Returns the user, as Quarkus' security has identified the client. Handlers of beans may have a parameter of type
     * {@code SecurityIdentity} instead.
     *
     * @return the user; {@code null} if the client is anonymous, is connected to another server, or there is no security
     *         extension
     */
    @Nullable
    Principal principal();

    /** {@return the time when the HTTP request was received} */
    Instant issued();

    /**
     * Returns the {@code auth} payload as the given type. If the client sent none, that is read from an empty JSON object.
     *
     * @param <T> the type
     * @param type a type that Jackson can read from a JSON object
     * @return the payload
     * @throws SocketIOException if it cannot be read as that type
     */
    <T> T auth(Class<T> type);

    /**
     * Returns the {@code auth} payload as a generic type, otherwise as {@link #auth(Class) auth} does.
     *
     * <pre>{@code
     * Map<String, String> auth = socket.handshake().auth(new TypeReference<Map<String, String>>() {
     * });
     * }</pre>
     *
     * @param <T> the type
     * @param type a type that Jackson can read from a JSON object
     * @return the payload
     * @throws SocketIOException if it cannot be read as that type
     */
    <T> T auth(TypeReference<T> type);
}
