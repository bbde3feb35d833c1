package io.quarkiverse.socketio.it.chaos.attack;

import static io.quarkiverse.socketio.it.chaos.attack.Http2.CONTINUATION;
import static io.quarkiverse.socketio.it.chaos.attack.Http2.DATA;
import static io.quarkiverse.socketio.it.chaos.attack.Http2.END_HEADERS;
import static io.quarkiverse.socketio.it.chaos.attack.Http2.END_STREAM;
import static io.quarkiverse.socketio.it.chaos.attack.Http2.HEADERS;
import static io.quarkiverse.socketio.it.chaos.attack.Http2.PING;

import java.io.IOException;

/** Attacks with HTTP/2 frames. */
final class Http2Attacks {
    private static final String FILE = "/socket.io/socket.io.js";
    /** The initial window of the server for bodies (RFC 9113, 6.9.2). */
    private static final int WINDOW = 65_535;
    static final int WHOLE = END_STREAM | END_HEADERS;

    private Http2Attacks() {
    }

    static Http2 open(Attacker attacker, int window) throws IOException {
        Http2 http2 = attacker.http2().settings(window);
        http2.first();
        return http2.acknowledgeSettings();
    }

    /** Responses for which the client has no window, or which it does not read. */
    static void streamsUnread(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, attacker.random.nextBoolean() ? 0 : Integer.MAX_VALUE);
        String path = attacker.random.nextBoolean() ? FILE : Attacker.POLLING;
        while (attacker.goesOn()) {
            http2.request("GET", path, WHOLE);
            attacker.pause(2);
        }
    }

    static void bodiesNeverEnded(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, WINDOW);
        String path = attacker.random.nextBoolean() ? attacker.polling() : "/nothing";
        attacker.drain(http2.raw());
        int streams = attacker.between(1, 90);
        byte[] part = new byte[Math.min(16_000, WINDOW / streams)];
        for (int i = 0; i < streams; i++) {
            http2.frame(DATA, 0, http2.request("POST", path, END_HEADERS), part);
        }
        attacker.hold();
    }

    /** Requests that are cancelled at once (rapid reset). */
    static void streamsReset(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, WINDOW);
        attacker.drain(http2.raw());
        while (attacker.goesOn()) {
            http2.reset(http2.request("GET", attacker.random.nextBoolean() ? FILE : Attacker.POLLING, WHOLE));
        }
    }

    /** Connections that each cancel as many requests as a connection may, and are closed at once. */
    static void resetsThenClosed(Attacker attacker) throws IOException {
        String path = attacker.random.nextBoolean() ? FILE : Attacker.POLLING;
        while (attacker.goesOn()) {
            Http2 http2 = attacker.http2().settings(WINDOW).acknowledgeSettings();
            http2.together(() -> {
                for (int i = 0; i < HttpAttacks.REQUESTS; i++) {
                    http2.reset(http2.request("GET", path, WHOLE));
                }
            });
            attacker.closeNow(http2.raw().socket());
        }
    }

    /** Requests that name a large field by its index in the table of HPACK: one byte sent stands for kilobytes received. */
    static void fieldsIndexed(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, WINDOW);
        attacker.drain(http2.raw());
        int times = attacker.between(1, 30);
        while (attacker.goesOn()) {
            http2.requestWithIndexed(Attacker.POLLING, WHOLE, 3900, times);
            attacker.pause(2);
        }
    }

    /** Endless header fields. */
    static void continuations(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, WINDOW);
        attacker.drain(http2.raw());
        http2.frame(HEADERS, 0, 1, Http2.fields(":method", "GET"));
        int length = attacker.between(0, 10_000);
        while (attacker.goesOn()) {
            http2.frame(CONTINUATION, 0, 1, length == 0 ? new byte[0] : Http2.fields("x", Attacker.text(length)));
        }
    }

    static void pingsUnread(Attacker attacker) throws IOException {
        Http2 http2 = open(attacker, WINDOW);
        while (attacker.goesOn()) {
            for (int i = 0; i < 100; i++) {
                http2.frame(PING, 0, 0, new byte[8]);
            }
        }
    }
}
