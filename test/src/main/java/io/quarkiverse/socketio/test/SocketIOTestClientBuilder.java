package io.quarkiverse.socketio.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * The settings of a {@link SocketIOTestClient}. A builder can connect several clients.
 *
 * <pre>{@code
 * SocketIOTestClient ada = SocketIOTestClient.builder().namespace("/admins").basicAuth("ada", "secret")
 *         .auth(Map.of("room", "lobby")).transports(Transport.POLLING, Transport.WEBSOCKET).connect();
 * }</pre>
 *
 * Thread: one.
 */
public final class SocketIOTestClientBuilder {
    /** The server's messages have as many as it likes. */
    private static final int MAX_ATTACHMENTS = 10_000;

    private final URI url;
    /** What comes before the path of the server; not empty if the application has a root path. */
    private String root = "";
    private String namespace;
    private String path = "/socket.io";
    private @Nullable Object auth;
    private List<Transport> transports = List.of(Transport.WEBSOCKET);
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Function<Arguments, ? extends @Nullable Object>> answers = new HashMap<>();
    private Duration timeout = Duration.ofSeconds(30);
    private @Nullable ObjectMapper mapper;
    private boolean messagePack;
    private @Nullable SSLContext tls;

    SocketIOTestClientBuilder(URI given) {
        String scheme = String.valueOf(given.getScheme()).replaceFirst("^ws", "http");
        if (given.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "\"" + given + "\" is no address of a server: it must be as http://localhost:8081/namespace");
        }
        url = URI.create(scheme + given.toString().substring(given.getScheme().length()));
        namespace = url.getPath().isEmpty() ? "/" : url.getPath();
    }

    static SocketIOTestClientBuilder ofApplication() {
        return ofApplication(ConfigProvider.getConfig().getOptionalValue("test.url", String.class)
                .orElseThrow(() -> new IllegalStateException("Quarkus' configuration has no test.url, as this is neither a"
                        + " @QuarkusTest nor a @QuarkusIntegrationTest: pass the address of the server to builder(url)")));
    }

    /** @param url of the application, with its root path */
    static SocketIOTestClientBuilder ofApplication(String url) {
        SocketIOTestClientBuilder builder = new SocketIOTestClientBuilder(URI.create(url));
        builder.root = builder.namespace;
        builder.namespace = "/";
        return builder;
    }

    /**
     * Sets the namespace, which without this is the path of the address.
     *
     * @param name {@code /chat}; a missing slash is added
     * @return this builder
     */
    public SocketIOTestClientBuilder namespace(String name) {
        namespace = name.startsWith("/") ? name : "/" + name;
        return this;
    }

    /**
     * Sets the path of the server.
     *
     * @param serverPath as {@code quarkus.socketio.path}, without this {@code /socket.io}; below
     *        {@code quarkus.http.root-path} if the builder has no address
     * @return this builder
     */
    public SocketIOTestClientBuilder path(String serverPath) {
        path = serverPath.startsWith("/") ? serverPath : "/" + serverPath;
        return this;
    }

    /**
     * Sets the auth payload, which the server reads with {@code handshake.auth(Class)}.
     *
     * @param payload anything that Jackson writes as a JSON object: a record, a {@code Map}
     * @return this builder
     */
    public SocketIOTestClientBuilder auth(@Nullable Object payload) {
        auth = payload;
        return this;
    }

    /**
     * Sets the transports; without this only the WebSocket, which is the fastest. With both the client connects by polling
     * and then upgrades.
     *
     * @param used one, or {@code POLLING, WEBSOCKET}
     * @return this builder
     * @throws IllegalArgumentException for anything else
     */
    public SocketIOTestClientBuilder transports(Transport... used) {
        transports = List.of(used);
        if (transports.size() != 1 && !transports.equals(List.of(Transport.values()))) {
            throw new IllegalArgumentException("The transports " + transports
                    + " cannot be used: give POLLING, WEBSOCKET, or both in this order, which is an upgrade");
        }
        return this;
    }

    /**
     * Sets a header of all requests.
     *
     * @param name {@code Origin}, {@code Cookie}, …
     * @param value the value
     * @return this builder
     */
    public SocketIOTestClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Sets the header for HTTP basic authentication.
     *
     * @param user the name
     * @param password the password
     * @return this builder
     */
    public SocketIOTestClientBuilder basicAuth(String user, String password) {
        return header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sets the header with a bearer token.
     *
     * @param token the token, for example a JWT
     * @return this builder
     */
    public SocketIOTestClientBuilder bearerToken(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /**
     * Sets how long each call waits at most; without this 30 seconds. A test does not become faster by less.
     *
     * @param limit the time
     * @return this builder
     */
    public SocketIOTestClientBuilder timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /**
     * Sets how arguments are written and read; without this as by Quarkus, without the customisations of the application.
     *
     * @param objectMapper Jackson, in a {@code @QuarkusTest} perhaps the injected one
     * @return this builder
     */
    public SocketIOTestClientBuilder objectMapper(ObjectMapper objectMapper) {
        mapper = objectMapper;
        return this;
    }

    /**
     * Lets the client encode packets in MessagePack, which a server with {@code quarkus.socketio.parser=msgpack} needs.
     *
     * @return this builder
     */
    public SocketIOTestClientBuilder messagePack() {
        messagePack = true;
        return this;
    }

    /**
     * Sets the certificates that the client trusts at an address with {@code https}.
     *
     * @param context the certificates, without this those of the JDK
     * @return this builder
     */
    public SocketIOTestClientBuilder tls(SSLContext context) {
        tls = context;
        return this;
    }

    /**
     * As {@link SocketIOTestClient#answer}, for events that the server may send as soon as the client is connected.
     *
     * @param event the name
     * @param answer the function
     * @return this builder
     */
    public SocketIOTestClientBuilder answer(String event, Function<Arguments, ? extends @Nullable Object> answer) {
        answers.put(event, answer);
        return this;
    }

    /**
     * Connects a client and, with both transports, upgrades it. The server calls {@code @OnConnect} methods afterwards: a test that
     * depends on what they do awaits an event that they send, or any acknowledgement.
     *
     * @return the client, which is connected
     * @throws ConnectFailedException if the server refuses or cannot be reached
     * @throws AssertionError if the server does not answer in time
     * @throws IllegalArgumentException if the auth payload is no JSON object
     */
    public SocketIOTestClient connect() {
        ObjectMapper json = mapper == null ? defaultMapper() : mapper;
        JsonNode payload = json.valueToTree(auth);
        if (!payload.isNull() && !payload.isObject()) {
            throw new IllegalArgumentException("The auth payload must be a JSON object, not " + payload);
        }
        ClientThread thread = new ClientThread();
        PacketParser parser = messagePack ? new MsgpackPacketParser(json) : new JsonPacketParser(json, MAX_ATTACHMENTS);
        SocketSession session = new SocketSession(endpoint(thread), thread, json, parser,
                new SocketSession.Membership(namespace, payload instanceof ObjectNode object ? object : null));
        answers.forEach(session::answerWith);
        SocketIOTestClient client = new SocketIOTestClient(thread, session, timeout);
        client.connect();
        return client;
    }

    String namespace() {
        return namespace;
    }

    /** Each client has an HTTP client and so connections of its own, as a browser has: a cluster balances connections. */
    Endpoint endpoint(ClientThread thread) {
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout)
                .executor(thread);
        if (tls != null) {
            http.sslContext(tls);
        }
        return new Endpoint(http.build(), handshake(), Map.copyOf(headers), transports, timeout);
    }

    private URI handshake() {
        String query = url.getRawQuery();
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + (root + path + "/").replaceAll("/{2,}", "/")
                + (query == null ? "" : "?" + query));
    }

    private static ObjectMapper defaultMapper() {
        return JsonMapper.builder().findAndAddModules().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS).build();
    }
}
