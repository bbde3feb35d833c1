package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswers;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** The Socket.IO server. */
@ConfigMapping(prefix = "quarkus.socketio")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface SocketIOConfig {

    /** The transports that clients may use: {@code polling} and {@code websocket}. */
    @WithDefault("polling,websocket")
    Set<String> transports();

    /** Whether clients may upgrade from polling to WebSocket. */
    @WithDefault("true")
    boolean allowUpgrades();

    /**
     * Whether clients of Socket.IO version 2, which use revision 3 of Engine.IO, are served too. The id of such a client's
     * socket is its session id, which authenticates its requests: do not show it to other clients.
     */
    @WithDefault("false")
    boolean allowEio3();

    /**
     * Whether clients of Socket.IO version 2 may poll by JSONP, as browsers without CORS do (Internet Explorer 9 and older).
     * Requires {@code allow-eio3}. Responses are scripts, which pages of any origin can load with the user's cookies and
     * without an {@code Origin} header. A request is refused if its {@code Sec-Fetch-Site} or {@code Referer} header shows
     * another origin that is not in {@code origins}; a request without these headers is accepted.
     */
    @WithDefault("false")
    boolean allowJsonp();

    /**
     * The time between two pings of the server, at most an hour. Without a unit it is in seconds, not in milliseconds as in
     * Node: {@code 25s} or {@code 25000ms}. The server sends this value to the client.
     */
    @WithDefault("25s")
    Duration pingInterval();

    /**
     * How long the answer to a ping may take, at most an hour; after that the client is considered lost. The server sends this
     * value to the client.
     */
    @WithDefault("20s")
    Duration pingTimeout();

    /** How long an upgrade to WebSocket may take, at most an hour; after that the client goes on polling. */
    @WithDefault("10s")
    Duration upgradeTimeout();

    /** How long a client may take to join its first namespace, at most an hour; after that it is disconnected. */
    @WithDefault("45s")
    Duration connectTimeout();

    /** The largest message, and the largest long-polling request, in bytes. The server sends this value to the client. */
    @WithDefault("1000000")
    int maxPayload();

    /**
     * The origins whose pages may connect, besides the server's own origin: origins such as {@code https://example.com},
     * regular expressions between slashes, such as {@code /https://.*[.]example[.]com/}, or {@code *} for all. As in all lists,
     * a comma ends a value and a backslash is removed: write {@code [.]} for a dot. Checked at the handshake and at the upgrade.
     * The header fields of CORS are added unless {@code quarkus.http.cors.enabled} is set. Defaults to
     * {@code quarkus.http.cors.origins}.
     */
    Optional<List<String>> origins();

    /**
     * Whether a namespace that was created for a client's CONNECT packet is removed when its last client has left; with
     * recovery, when no client can recover its socket there any more. If not, clients can use up
     * {@code limits.child-namespaces} permanently.
     */
    @WithDefault("true")
    boolean cleanupEmptyChildNamespaces();

    /**
     * How long the guards of a handshake ({@code HandshakeGuard}, {@code Engine.allowRequest}) may take together; after that
     * the client is refused.
     */
    @WithDefault("10s")
    Duration guardTimeout();

    /**
     * The field of the {@code auth} payload in which clients send a bearer token, for example {@code token}. The token is
     * checked like one in the {@code Authorization} header of the HTTP request, and replaces that header. Requires a security
     * extension that reads bearer tokens. If not set, only {@code HandshakeAuthenticator} beans read the payload.
     */
    Optional<String> authTokenField();

    /** The cookie that a handshake by long-polling sets, for load balancers with sticky sessions. */
    Cookie cookie();

    /** Compression of WebSocket messages ({@code permessage-deflate}). */
    PerMessageDeflate perMessageDeflate();

    /** Compression of the responses of long-polling. */
    HttpCompression httpCompression();

    /** Whether the browser client is served, at {@code <path>/socket.io.js} and its variants. */
    @WithDefault("true")
    boolean serveClient();

    /**
     * The encoding of packets, which must be that of the clients: {@code json} is the clients' default, {@code msgpack} is the
     * encoding of npm {@code socket.io-msgpack-parser}.
     */
    @WithDefault("json")
    Parser parser();

    /** What clients are told about failures. */
    interface Errors {
        /**
         * The failures of handlers that answer the acknowledgement of the event with an error object. {@code client-faults}:
         * those that are the client's fault, namely an argument that is missing or cannot be read, one that violates a
         * constraint of {@code @Valid}, and a missing permission. {@code all}: all failures. {@code none}: none, as in Node.
         * What {@code AckException} and {@code @OnError} methods answer is sent in any case.
         */
        @WithDefault("client-faults")
        ErrorAnswers.Mode answer();
    }

    /** The encodings of packets. */
    enum Parser {
        JSON,
        MSGPACK
    }

    /** What clients are told about failures. */
    Errors errors();

    /** The connection to the servers of other hosts. */
    AdapterConfig adapter();

    /** Which users are connected; {@code presence.enabled} must be set when the application is built. */
    PresenceConfig presence();

    /** The namespace for Socket.IO's Admin UI. */
    AdminConfig admin();

    /** The connections of quarkus-websockets-next. */
    WebSocketsConfig websockets();

    /** Connection state recovery: clients recover their sockets after a short loss of the connection. */
    Recovery recovery();

    /** Limits on the memory and other resources that clients can use. */
    Limits limits();

    /** The bridge between broadcasts and Vert.x' event bus. */
    Bridge bridge();

    /** The bridge between broadcasts and Vert.x' event bus. */
    interface Bridge {
        /**
         * Addresses of the event bus whose published messages are broadcast to the event buses of all workers, besides the
         * names of {@code @OnBroadcast} methods.
         */
        Optional<Set<String>> addresses();
    }

    /** Compression of WebSocket messages. */
    interface PerMessageDeflate {
        /**
         * Whether WebSocket messages are compressed, for clients that offer it. Compression takes about 200 KB of memory for
         * each connection and much CPU time, as a broadcast is compressed for each client. It is then enabled for all
         * WebSockets of the application.
         */
        @WithParentName
        @WithDefault("false")
        boolean enabled();

        /** The size from which a message is compressed, in bytes. */
        @WithDefault("1024")
        int threshold();
    }

    /** How durable the recoverable state of clients is. */
    enum Durability {
        /** The loss of a connection, and a worker that stops in good order. */
        DISCONNECT,
        /** Also the crash of a worker. */
        CRASH
    }

    /** Connection state recovery. */
    interface Recovery {
        /**
         * Whether a client that has lost its connection recovers its socket when it reconnects: the same id, rooms and data,
         * and the events it missed. In a cluster it may reconnect to any worker; the data must then be encodable by the parser.
         */
        @WithDefault("false")
        boolean enabled();

        /**
         * When the state of a client is saved in a cluster. {@code disconnect}: when its connection ends or its worker stops;
         * the state is lost if the worker crashes. {@code crash}: also after each change of rooms or data, before later packets
         * are sent to the client, and events to a single socket are sent to all workers like broadcasts; so clients of a
         * crashed worker recover too. A single process always works as with {@code disconnect}.
         */
        @WithDefault("disconnect")
        Durability durability();

        /** How long the state of a disconnected client, and the events it misses, are kept. */
        @WithDefault("2m")
        Duration maxDisconnectionDuration();

        /** Whether namespace middlewares, and so their checks, are skipped for clients that recover. */
        @WithDefault("false")
        boolean skipMiddlewares();

        /**
         * The most events that are kept in each namespace. Beyond, the oldest are dropped, and clients that missed them get a
         * new socket.
         */
        @WithDefault("10000")
        int maxPackets();

        /** The most bytes of the events that are kept in each namespace, see {@code max-packets}. */
        @WithDefault("16000000")
        long maxBytes();

        /**
         * The most disconnected clients whose state is kept in each namespace. Beyond, those disconnected longest get a new
         * socket.
         */
        @WithDefault("50000")
        int maxSessions();
    }

    /** Compression of the responses of long-polling. */
    interface HttpCompression {
        /** Whether responses are compressed, with gzip or deflate, for clients that accept it. */
        @WithDefault("true")
        boolean enabled();

        /** The size from which a response is compressed, in bytes. */
        @WithDefault("1024")
        int threshold();
    }

    /**
     * The cookie for load balancers. In a cluster {@code quarkus.socketio.cluster.affinity.cookie.*} can be used instead; these
     * keys take precedence.
     */
    interface Cookie {
        /** Whether the cookie is set. Enabled by default in a cluster, and disabled in a single process. */
        Optional<Boolean> enabled();

        /** The name of the cookie. */
        @ConfigDocDefault("io")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.name:io}")
        String name();

        /** The path below which browsers send the cookie. */
        @ConfigDocDefault("/")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.path:/}")
        String path();

        /** The domain to which browsers send the cookie; by default the host that has set it. */
        @ConfigDocDefault("none")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.domain:}")
        Optional<String> domain();

        /** Whether the cookie is hidden from scripts. */
        @ConfigDocDefault("true")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.http-only:true}")
        boolean httpOnly();

        /**
         * Whether browsers send the cookie with requests of other sites: {@code strict}, {@code lax}, or {@code none}, which
         * requires {@code secure}.
         */
        @ConfigDocDefault("lax")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.same-site:lax}")
        String sameSite();

        /** Whether browsers send the cookie over HTTPS only. */
        @ConfigDocDefault("false")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.secure:false}")
        boolean secure();

        /** How long browsers keep the cookie; by default until they are closed. */
        @ConfigDocDefault("none")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.max-age:}")
        Optional<Duration> maxAge();

        /**
         * The name of this host in the cookie of a cluster: letters, digits, {@code -} and {@code _}. By default the machine's
         * name, with {@code -} for other characters; set it if clients must not know the machine's name.
         */
        Optional<String> host();
    }

    /** Limits on the memory and other resources that clients can use. */
    interface Limits {
        /**
         * The most clients that are connected at a time; in a cluster, to each worker. Beyond, sessions that do nothing and then
         * some of the address that has the most of them are ended; if there are none, new clients are refused with status 503.
         * 0 means no limit. By default one for each 24 KB of the largest heap size ({@code -Xmx}), at most 50000.
         */
        @ConfigDocDefault("one for each 24 KB of the heap, at most 50000")
        OptionalInt maxConnections();

        /**
         * The most clients that are connected from one address, or with IPv6 from one network (the first 64 bits of the
         * address). Further ones are refused with status 429. No limit by default.
         */
        OptionalInt perAddress();

        /**
         * The most handshakes per second on average, which is also the largest burst. Further ones are refused with status 503
         * and a {@code Retry-After} header. No limit by default.
         */
        OptionalInt handshakesPerSecond();

        /**
         * How long a client may take to send a message: the body of a POST of long-polling, or a fragmented WebSocket message.
         * A slower client is disconnected.
         */
        @WithDefault("60s")
        Duration messageTime();

        /**
         * How long a client may take to send the head of a request, from its first byte. For the first request the time starts
         * with the connection and includes the handshake of TLS. A slower client is disconnected, with status 408 for HTTP/1.
         * Applies to all routes of the application. 0 means no limit.
         */
        @WithDefault("15s")
        Duration headTime();

        /**
         * The most open connections of each port, in a cluster of each worker, whether or not they have sent a request; those
         * of the application's own routes count too. Beyond, connections that have been idle between two requests for five
         * seconds are closed, and further ones are refused with status 503. By default one for each 16 KB of the largest heap
         * ({@code -Xmx}).
         */
        @ConfigDocDefault("one for each 16 KB of the heap")
        OptionalInt openConnections();

        /** The most namespaces that one client may join. */
        @WithDefault("100")
        int namespacesPerConnection();

        /** The most namespaces that may be created for CONNECT packets of clients (see {@code io.of(pattern)}). */
        @WithDefault("10000")
        int childNamespaces();

        /**
         * The most rooms that one socket may join, besides that of its own id. Beyond, {@code join} fails, and
         * {@code socketsJoin} leaves the socket's rooms as they are.
         */
        @WithDefault("1000")
        int roomsPerSocket();

        /** The most acknowledgements that are awaited from one client; beyond, {@code emitWithAck} fails at once. */
        @WithDefault("10000")
        int pendingAcks();

        /** The most binary attachments of one packet. */
        @WithDefault("10")
        int attachments();

        /**
         * The most bytes of the {@code auth} payloads of a client in all its namespaces together; the server keeps each as long
         * as the client is connected there. A client with more is refused in the namespace that exceeds the limit.
         */
        @WithDefault("16384")
        int authBytes();

        /**
         * The most bytes of the URL and the header fields of a client's handshake that the server keeps as long as the client is
         * connected, for {@code Socket.handshake()}. Of a larger request the largest header fields and query parameters are
         * dropped until the rest fits, after guards and authentication have seen all of it, and a warning names them.
         */
        @WithDefault("8192")
        int requestBytes();

        /** The most bytes of all attachments of one packet; defaults to {@code max-payload}. */
        Optional<Integer> attachmentBytes();

        /** The most bytes that are queued for one client; beyond, its connection is closed with "transport error". */
        @WithDefault("16000000")
        long bufferedBytes();

        /**
         * The most bytes that the server, in a cluster each worker, holds for all its clients together: incomplete messages and
         * bodies, events that wait for their handlers, messages that clients have not read yet, and the state kept for
         * recovery. Beyond, the connections that hold most are closed, and new ones are refused with status 503 or close code
         * 1008, until the rest is below the limit. By default an eighth of the largest heap size ({@code -Xmx}).
         */
        @ConfigDocDefault("an eighth of the heap")
        OptionalLong totalBufferedBytes();

        /** The most packets in one long-polling request. */
        @WithDefault("10000")
        int packetsPerPayload();
    }
}
