package io.quarkiverse.socketio.it.chaos.attack;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * What clients can make the server hold: one load or more for each row of the list in the security model. A load returns when
 * the server has, or will soon have, what it sent.
 * <p>
 * Thread: the test's.
 */
enum HeapLoad {
    IDLE_SESSIONS("The objects of a session", 1000, HeapLoad::idleSessions),
    ANSWERS("Answers to a broadcast", 20, HeapLoad::answers),
    WEB_SOCKET_HANDSHAKES("The request of a handshake", 600, HeapLoad::webSocketHandshakes),
    HTTP2_HANDSHAKES("The request of a handshake", 4000, HeapLoad::http2Handshakes),
    AUTH("`auth` payloads", 400, HeapLoad::auth),
    FRAMES("Incomplete frames", 30, HeapLoad::frames),
    FRAGMENTS("Incomplete frames", 30, HeapLoad::fragments),
    BODIES("Bodies of POSTs", 30, HeapLoad::bodies),
    ATTACHMENTS("Attachments that wait", 30, HeapLoad::attachments),
    EVENTS("Events that wait", 20, HeapLoad::events),
    UNREAD("Data that the client has not read", 30, HeapLoad::unread),
    UNFETCHED("Data that the client has not read", 30, HeapLoad::unfetched),
    ROOMS("Names of rooms", 40, HeapLoad::rooms),
    ACKNOWLEDGEMENTS("Acknowledgements that are awaited", 60, HeapLoad::acknowledgements),
    NAMESPACES_LEFT("Namespaces that clients create", 92_650, HeapLoad::namespacesLeft),
    NAMESPACES("Namespaces that clients create", 10_000, HeapLoad::namespaces),
    KEPT_SESSIONS("Sessions and events", 300, HeapLoad::keptSessions),
    KEPT_EVENTS("Sessions and events", 100, HeapLoad::keptEvents),
    CONNECTIONS("The connection itself", 1500, HeapLoad::connections),
    HTTP2_CONNECTIONS("The connection itself", 500, HeapLoad::http2Connections),
    SILENT("Connections without a request", 4000, HeapLoad::silent),
    POLLING_HANDSHAKES("The request of a handshake", 6463, HeapLoad::pollingHandshakes),
    PIPELINED("Requests that wait", 200, HeapLoad::pipelined);

    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";
    private static final int NAMESPACES_OF_A_CONNECTION = 100;
    private static final int WINDOW = 0x3fff_0000;
    private static final int WINDOW_UPDATE = 8;
    /** Fits into the table of HPACK, of 4,096 bytes. */
    private static final int INDEXED_BYTES = 3_900;
    /** One more than needed to fill 128 MB where nothing limits the answers. */
    private static final int QUESTIONS = 8;
    private static final int MEGABYTE = 1_000_000;

    private final String row;
    private final int count;
    private final Action action;

    /** Makes the server hold something that many times. */
    @FunctionalInterface
    private interface Action {
        void run(Attacker attacker, int count) throws IOException;
    }

    HeapLoad(String row, int count, Action action) {
        this.row = row;
        this.count = count;
        this.action = action;
    }

    /** The beginning of the row's first cell. */
    String row() {
        return row;
    }

    /** Returns how many of these things the server holds after the load. */
    int held() {
        return this == NAMESPACES_LEFT ? 0 : count;
    }

    /** Returns whether the load has shown nothing if the server refuses a part of it. */
    boolean isServed() {
        return this == ANSWERS || this == NAMESPACES_LEFT;
    }

    void run(Attacker attacker) throws IOException {
        action.run(attacker, count);
    }

    private static RawWebSocket drained(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        return webSocket;
    }

    private static void idleSessions(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            attacker.joined();
        }
    }

    /** Header fields of 18 KB, within Quarkus' limit. */
    private static String fields() {
        return ("X-Field: " + Attacker.text(6_000) + "\r\n").repeat(3).strip();
    }

    private static void pollingHandshakes(Attacker attacker, int count) throws IOException {
        String fields = fields();
        for (int sent = 0, connections = 10; connections > 0; connections--) {
            try (RawHttp http = attacker.connect()) {
                for (int share = (count - sent) / connections; share > 0; share--) {
                    http.send(Attacker.get(Attacker.POLLING, fields)).receive();
                    sent++;
                }
            }
        }
    }

    private static void webSocketHandshakes(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            new RawWebSocket(attacker.connect(), RawWebSocket.TARGET, fields());
        }
    }

    /** The field was sent once for each connection, and is repeated with a byte. */
    private static void http2Handshakes(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < 10; i++) {
            Http2 http2 = Http2Attacks.open(attacker, WINDOW);
            http2.frame(WINDOW_UPDATE, 0, 0, (byte) 0x3f, (byte) 0, (byte) 0, (byte) 0);
            attacker.drain(http2.raw());
            for (int j = 0; j < count / 10; j++) {
                http2.requestWithIndexed(Attacker.POLLING, Http2Attacks.WHOLE, INDEXED_BYTES, 1);
            }
        }
    }

    private static void auth(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = attacker.webSocket();
            attacker.drain(webSocket.http());
            for (int j = 0; j < NAMESPACES_OF_A_CONNECTION; j++) {
                webSocket.send("40/n" + j + ",{\"token\":\"" + Attacker.text(1_600) + "\"}");
            }
        }
    }

    private static void frames(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = attacker.webSocket();
            webSocket.http().send(RawWebSocket.header(RawWebSocket.TEXT, MEGABYTE)).send(new byte[900_000]);
        }
    }

    private static void fragments(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            attacker.webSocket().send(FIRST_OF_TEXT, new byte[900_000]);
        }
    }

    private static void bodies(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            attacker.connect().send(Attacker.post(attacker.polling(), MEGABYTE)).send(new byte[900_000]);
        }
    }

    private static void pipelined(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String polling = attacker.polling();
            try (RawHttp post = attacker.connect()) {
                post.send(Attacker.post(polling, "40")).receive();
            }
            RawHttp http = attacker.connect();
            http.send(Attacker.get(polling)).receive(); // the answer to CONNECT
            http.send(Attacker.get(polling) + Attacker.get(polling, fields()).repeat(20));
        }
    }

    private static void attachments(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = attacker.joined();
            webSocket.send("4510-[\"echo\"," + PLACEHOLDER + "]");
            for (int j = 0; j < 9; j++) {
                webSocket.send(BINARY, new byte[100_000]);
            }
        }
    }

    private static void events(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            drained(attacker).send("42[\"slow\",\"" + Attacker.text(600_000) + "\"]");
        }
    }

    private static void unread(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = attacker.joined();
            for (int j = 0; j < 4; j++) {
                webSocket.send("42[\"echo\",\"" + Attacker.text(900_000) + "\"]");
            }
        }
    }

    private static void unfetched(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String polling = attacker.polling();
            try (RawHttp posts = attacker.connect()) {
                posts.send(Attacker.post(polling, "40")).receive();
                posts.send(Attacker.get(polling)).receive();
                posts.send(Attacker.post(polling, "42[\"echo\",\"" + Attacker.text(600_000) + "\"]")).receive();
            }
        }
    }

    private static void rooms(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = drained(attacker);
            for (int j = 0; j < 1000; j++) {
                webSocket.send("42[\"join\",\"" + Attacker.text(200) + i + "-" + j + "\"]");
            }
        }
    }

    private static void acknowledgements(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            drained(attacker).send("42[\"questions\",10000]");
        }
    }

    /** One client of the room is silent, the others answer with 950 kB, to each question. */
    private static void answers(Attacker attacker, int count) throws IOException {
        RawWebSocket asking = drained(attacker);
        RawWebSocket silent = drained(attacker);
        silent.send("42[\"join\",\"asked\"]");
        for (int question = 0; question < QUESTIONS; question++) {
            List<RawWebSocket> answering = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answering.add(asked(attacker));
            }
            asking.send("42[\"ask-room\",\"asked\"]");
            for (RawWebSocket webSocket : answering) {
                RawWebSocket.Frame packet = webSocket.next();
                if (packet != null) {
                    String id = packet.text().replaceAll("^42(\\d+).*$", "$1");
                    webSocket.trySend(RawWebSocket.TEXT,
                            ("43" + id + "[\"" + Attacker.text(950_000) + "\"]").getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    /** Opens a WebSocket that has joined the room, once the server is not short of memory by the answers to earlier questions. */
    private static RawWebSocket asked(Attacker attacker) throws IOException {
        while (true) {
            try {
                RawWebSocket webSocket = attacker.joined();
                webSocket.send("421[\"join\",\"asked\"]").next();
                return webSocket;
            } catch (IOException refused) {
                if (!attacker.goesOn()) {
                    throw refused;
                }
                attacker.pause(100);
            }
        }
    }

    private static void namespaces(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count / NAMESPACES_OF_A_CONNECTION; i++) {
            RawWebSocket webSocket = attacker.webSocket();
            attacker.drain(webSocket.http());
            for (int j = 0; j < NAMESPACES_OF_A_CONNECTION; j++) {
                webSocket.send("40/child-" + Attacker.text(1_000) + i + "-" + j + ",");
            }
        }
    }

    private static void namespacesLeft(Attacker attacker, int count) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        webSocket.next();
        for (int i = 0; i < count; i += NAMESPACES_OF_A_CONNECTION) {
            int batch = Math.min(NAMESPACES_OF_A_CONNECTION, count - i);
            for (int j = 0; j < batch; j++) {
                webSocket.send("40/child-left" + (i + j) + ",");
            }
            for (int j = 0; j < batch; j++) {
                webSocket.next();
            }
            for (int j = 0; j < batch; j++) {
                webSocket.send("41/child-left" + (i + j) + ",");
            }
        }
        webSocket.send("40").next();
    }

    private static void keptSessions(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawWebSocket webSocket = attacker.joined();
            for (int j = 0; j < 20; j++) {
                webSocket.send("421[\"join\",\"" + Attacker.text(2_000) + i + "-" + j + "\"]").next();
            }
            webSocket.http().reset();
        }
    }

    private static void keptEvents(Attacker attacker, int count) throws IOException {
        RawWebSocket webSocket = drained(attacker);
        for (int i = 0; i < count; i++) {
            webSocket.send("42[\"room\",\"nobody\",\"" + Attacker.text(100_000) + "\"]");
        }
    }

    private static void connections(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            attacker.connect().get("/q/health");
        }
    }

    private static void http2Connections(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Http2 http2 = Http2Attacks.open(attacker, 0);
            http2.requestWithIndexed("/socket.io/socket.io.js", Http2Attacks.WHOLE, INDEXED_BYTES, 1);
        }
    }

    private static void silent(Attacker attacker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            attacker.tcp();
        }
    }
}
