package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

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

    /** The transports that clients may use: `polling`, `websocket`. */
    @WithDefault("polling,websocket")
    Set<String> transports();

    /** Whether a client may go from polling to WebSocket. */
    @WithDefault("true")
    boolean allowUpgrades();

    /**
     * Whether clients of Socket.IO version 2 are served too. They speak revision 3 of Engine.IO. The id of such a client's
     * socket is its session id: who knows the id can take over the session, so do not show it to other clients.
     */
    @WithDefault("false")
    boolean allowEio3();

    /**
     * Whether clients of Socket.IO version 2 may poll by JSONP, as browsers without CORS do (Internet Explorer 9 and before).
     * Only with {@code allow-eio3}. The answers are scripts, which a page of any origin can load, with the user's cookies and
     * without the header field {@code Origin}: a request that {@code Sec-Fetch-Site} or {@code Referer} tells to come from
     * another origin is refused unless {@code origins} names that, but a browser that sends neither cannot be told from the
     * application's own page.
     */
    @WithDefault("false")
    boolean allowJsonp();

    /** How often the server pings. The client is told. */
    @WithDefault("25s")
    Duration pingInterval();

    /** How long the answer to a ping may take before the client is taken for lost. The client is told. */
    @WithDefault("20s")
    Duration pingTimeout();

    /** How long an upgrade to WebSocket may take. */
    @WithDefault("10s")
    Duration upgradeTimeout();

    /** How long a connection may be without having joined a namespace. */
    @WithDefault("45s")
    Duration connectTimeout();

    /** The largest message, and the largest long-polling request, in bytes. The client is told this number. */
    @WithDefault("1000000")
    int maxPayload();

    /**
     * Pages that may connect besides those of the same origin: origins as `https://example.com`, regular expressions between
     * slashes, or `*` for all. Checked at the handshake and at the upgrade, and told to browsers (CORS) unless
     * `quarkus.http.cors.enabled` does. If not set, `quarkus.http.cors.origins` counts.
     */
    Optional<List<String>> origins();

    /**
     * Whether a namespace that was created because a client asked for it is removed when its last client leaves; with recovery,
     * when nobody can come back to it either. Otherwise anybody may use up `limits.child-namespaces` for good.
     */
    @WithDefault("true")
    boolean cleanupEmptyChildNamespaces();

    /**
     * How long the guards of a handshake (`HandshakeGuard`, `Engine.allowRequest`) may take together; then the client is
     * refused.
     */
    @WithDefault("10s")
    Duration guardTimeout();

    /**
     * The field of the `auth` payload in which clients send a bearer token, as `token`. It is checked as if it had come in the
     * `Authorization` header of the HTTP request, in whose place it counts. Needs a security extension that reads bearer
     * tokens. If not set, only `HandshakeAuthenticator` beans read the payload.
     */
    Optional<String> authTokenField();

    /** The cookie that a handshake by long-polling sets, for load balancers that stick a client to a host. */
    Cookie cookie();

    /** Compression of WebSocket messages (`permessage-deflate`). */
    PerMessageDeflate perMessageDeflate();

    /** Compression of the answers of long-polling. */
    HttpCompression httpCompression();

    /** Whether the browser client is served, as `<path>/socket.io.js` and its variants. */
    @WithDefault("true")
    boolean serveClient();

    /**
     * How packets are encoded; clients must do the same. `json` is what clients do unless told otherwise, `msgpack` is npm
     * `socket.io-msgpack-parser`.
     */
    @WithDefault("json")
    Parser parser();

    /** How packets are encoded. */
    enum Parser {
        JSON,
        MSGPACK
    }

    /** Clients that come back, after a cut of their connection, to what they left. */
    Recovery recovery();

    /** What clients may make the server hold. */
    Limits limits();

    /** Vert.x' event bus. */
    Bridge bridge();

    /** Vert.x' event bus. */
    interface Bridge {
        /**
         * Addresses whose published messages are carried to the event buses of all workers, besides those that `@OnBroadcast`
         * methods name.
         */
        Optional<Set<String>> addresses();
    }

    /** Of WebSockets. */
    interface PerMessageDeflate {
        /**
         * Whether WebSocket messages may be compressed, for clients that offer it. It takes some 200 KB a connection and much
         * CPU time, and broadcasts are compressed for each client anew. The application's other WebSockets offer it then too.
         */
        @WithParentName
        @WithDefault("false")
        boolean enabled();

        /** Bytes of a message from which it is compressed. */
        @WithDefault("1024")
        int threshold();
    }

    /** What sessions survive. */
    enum Durability {
        /** The end of a connection. */
        DISCONNECT,
        /** The end of a worker, whatever ended it. */
        CRASH
    }

    /** Connection state recovery. */
    interface Recovery {
        /**
         * Whether a client whose connection was cut comes back to its socket: the same id, rooms and data, and the events it
         * missed. In a cluster it may come back to any worker; then the data must be what the parser can encode.
         */
        @WithDefault("false")
        boolean enabled();

        /**
         * When the session of a client is saved in a cluster. With `disconnect` when its connection ends, and when its worker
         * leaves:
         * a worker that is killed takes the sessions of its clients with it. With `crash` also whenever rooms or data have
         * changed, before the client is told of anything that follows, and events for one socket alone are sent to all workers,
         * as broadcasts are: then clients of a worker that was killed come back as well. One process is always as with
         * `disconnect`.
         */
        @WithDefault("disconnect")
        Durability durability();

        /** How long sockets of clients that are gone, and the events they miss, are kept. */
        @WithDefault("2m")
        Duration maxDisconnectionDuration();

        /** Whether namespace middlewares, and so what they check, are skipped for clients that come back. */
        @WithDefault("false")
        boolean skipMiddlewares();

        /** Events that are kept in each namespace. Beyond, the oldest are dropped, and who missed them gets a new socket. */
        @WithDefault("10000")
        int maxPackets();

        /** Bytes of the events that are kept in each namespace, as with `max-packets`. */
        @WithDefault("16000000")
        long maxBytes();

        /** Sockets of clients that are gone, in each namespace. Beyond, those who are gone longest get a new socket. */
        @WithDefault("50000")
        int maxSessions();
    }

    /** Of long-polling. */
    interface HttpCompression {
        /** Whether answers are compressed, with gzip or deflate, for clients that accept it. */
        @WithDefault("true")
        boolean enabled();

        /** Bytes of an answer from which it is compressed. */
        @WithDefault("1024")
        int threshold();
    }

    /**
     * For load balancers. In a cluster, `quarkus.socketio.cluster.affinity.cookie.*` means the same; where both are set, those
     * here count.
     */
    interface Cookie {
        /** Whether it is set. By default in a cluster, and not in one process. */
        Optional<Boolean> enabled();

        /** Its name. */
        @ConfigDocDefault("io")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.name:io}")
        String name();

        /** The path below which browsers send it. */
        @ConfigDocDefault("/")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.path:/}")
        String path();

        /** The domain that browsers send it to; without, the host that set it. */
        @ConfigDocDefault("none")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.domain:}")
        Optional<String> domain();

        /** Whether scripts cannot read it. */
        @ConfigDocDefault("true")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.http-only:true}")
        boolean httpOnly();

        /** Whether requests from other sites carry it: `strict`, `lax`, or `none`, for which browsers also ask `secure`. */
        @ConfigDocDefault("lax")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.same-site:lax}")
        String sameSite();

        /** Whether browsers send it over HTTPS only. */
        @ConfigDocDefault("false")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.secure:false}")
        boolean secure();

        /** How long browsers keep it; without, until they are closed. */
        @ConfigDocDefault("none")
        @WithDefault("${quarkus.socketio.cluster.affinity.cookie.max-age:}")
        Optional<Duration> maxAge();

        /**
         * What the cookie calls this host in a cluster, letters, digits, `-` and `_`; by default the machine's name, with a `-`
         * for all else. Name it to keep the machine's name to yourself.
         */
        Optional<String> host();
    }

    /** What clients may make the server hold. */
    interface Limits {
        /**
         * Clients that are connected at once; in a cluster, to one worker. Those beyond are refused with status 503; 0 for no
         * limit.
         */
        @WithDefault("50000")
        int maxConnections();

        /**
         * Clients that are connected from one address, or with IPv6 from one network (the first 64 bits of the address); those
         * beyond are refused with status 429. Without, as many as like.
         */
        OptionalInt perAddress();

        /**
         * Handshakes in a second, on average; so many may come at once. Those beyond are refused with status 503 and come back
         * a little later. Without, as many as like.
         */
        OptionalInt handshakesPerSecond();

        /**
         * How long a message that comes in pieces may take: the body of a POST of long-polling, or a WebSocket message in
         * fragments. A client that is slower is disconnected.
         */
        @WithDefault("60s")
        Duration messageTime();

        /**
         * How long the head of a request may take, from its first byte; that of the first request from the beginning of the
         * connection, so that the handshake of TLS is in it. A client of HTTP/1 that is slower is answered with status 408,
         * and each is disconnected. It is the same for all routes of the application; 0 for no limit.
         */
        @WithDefault("15s")
        Duration headTime();

        /** Namespaces that one connection may join. */
        @WithDefault("100")
        int namespacesPerConnection();

        /**
         * Namespaces that may be created because clients ask for them, where the application lets them (see `io.of(pattern)`).
         */
        @WithDefault("10000")
        int childNamespaces();

        /**
         * Rooms that one socket may be in, besides that of its own id; beyond, `join` fails, and sockets that the application
         * makes join together stay as they are.
         */
        @WithDefault("1000")
        int roomsPerSocket();

        /** Acknowledgements that one client may owe; beyond, `emitWithAck` fails at once. */
        @WithDefault("10000")
        int pendingAcks();

        /** Binary attachments of one packet. */
        @WithDefault("10")
        int attachments();

        /**
         * Bytes of the `auth` payload of a client that connects to a namespace, which is kept as long as it is connected there;
         * a larger one is refused.
         */
        @WithDefault("16384")
        int authBytes();

        /** Bytes of all attachments of one packet; by default as many as `max-payload`. */
        Optional<Integer> attachmentBytes();

        /** Bytes that may wait for a client that does not read; beyond, its connection is closed with "transport error". */
        @WithDefault("16000000")
        long bufferedBytes();

        /**
         * Bytes that the server holds for all its clients together, in a cluster in each worker: messages and bodies that have
         * not come whole, events that wait for their handlers, what clients have not read yet, and what is kept for them.
         * Beyond, the connections that hold most are closed first, and new ones are refused with status 503 or close code 1008
         * until what is left fits. By default an eighth of the largest size of the heap (`-Xmx`).
         */
        @ConfigDocDefault("an eighth of the heap")
        OptionalLong totalBufferedBytes();

        /** Packets in one long-polling request. */
        @WithDefault("10000")
        int packetsPerPayload();
    }
}
