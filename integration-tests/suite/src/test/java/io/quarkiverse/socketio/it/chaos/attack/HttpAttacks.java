package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.it.support.RawHttp;

/** Attacks with requests, at the path of Socket.IO and elsewhere. */
final class HttpAttacks {
    /** The number of requests of a connection that is closed at once: below the limit for resets of HTTP/2, which is 200. */
    static final int REQUESTS = 190;
    private static final String FILE = "/socket.io/socket.io.js";

    private HttpAttacks() {
    }

    /** Pipelined requests whose responses are never read. */
    static void pipelinedUnread(Attacker attacker) throws IOException {
        RawHttp http = attacker.connect();
        String target = switch (attacker.random.nextInt(5)) {
            case 0 -> Attacker.POLLING;
            case 1 -> "/nothing";
            case 2 -> "/q/health";
            default -> FILE;
        };
        String requests = Attacker.get(target).repeat(100);
        while (attacker.goesOn()) {
            http.send(requests);
        }
    }

    static void bodyNeverEnded(Attacker attacker) throws IOException {
        List<RawHttp> open = new ArrayList<>();
        for (int i = 0; i < 10 && attacker.goesOn(); i++) {
            String target = attacker.polling();
            RawHttp http = attacker.connect();
            open.add(http);
            http.send(Attacker.post(target, Attacker.ALMOST_MAX_PAYLOAD));
            http.send("4" + Attacker.text(attacker.between(1, Attacker.ALMOST_MAX_PAYLOAD - 2)));
        }
        attacker.hold();
    }

    static void chunksDripped(Attacker attacker) throws IOException {
        String target = attacker.random.nextBoolean() ? attacker.polling() : "/nothing";
        RawHttp http = attacker.connect();
        attacker.drain(http);
        http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (attacker.goesOn()) {
            http.send("1\r\n4\r\n");
            attacker.pause(20);
        }
    }

    /** A session with many pending packets whose polls are not read. */
    static void pollsUnread(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            String target = attacker.polling();
            try (RawHttp posts = attacker.connect()) {
                posts.send(Attacker.post(target, "40")).receive();
                for (int i = attacker.between(1, 20); i > 0 && attacker.goesOn(); i--) {
                    posts.send(Attacker.post(target, "42[\"echo\",\"" + attacker.large() + "\"]")).receive();
                }
            }
            RawHttp polls = attacker.connect();
            polls.send(Attacker.get(target).repeat(attacker.between(1, 5)));
            attacker.pause(300);
        }
    }

    static void pollsCut(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            String target = attacker.polling();
            RawHttp polls = attacker.connect();
            polls.send(Attacker.get(target));
            if (attacker.random.nextBoolean()) {
                polls.reset();
            } else {
                polls.close();
            }
        }
    }

    /** Simultaneous polls and posts of one session, which must not overlap. */
    static void pollsAtOnce(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            String target = attacker.polling();
            for (int i = attacker.between(2, 10); i > 0; i--) {
                attacker.connect().send(attacker.random.nextBoolean() ? Attacker.get(target) : Attacker.post(target, "40"));
            }
            attacker.pause(100);
        }
    }

    static void packetsInOnePayload(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            String target = attacker.polling();
            try (RawHttp http = attacker.connect()) {
                http.send(Attacker.post(target, "40\u001e".repeat(attacker.between(1, 9000)) + "40")).receive();
                http.send(Attacker.post(target, "4\u001e".repeat(attacker.between(10_000, 400_000)) + "4")).receive();
            }
        }
    }

    /** Sessions that are never used. */
    static void handshakes(Attacker attacker) throws IOException {
        RawHttp http = attacker.connect();
        while (attacker.goesOn()) {
            if (attacker.random.nextInt(20) == 0) {
                http.close();
                http = attacker.connect();
            }
            http.get(Attacker.POLLING);
        }
    }

    /** Connections that each send many requests and are closed at once, some with a reset. */
    static void requestsThenClosed(Attacker attacker) throws IOException {
        String requests = Attacker.get(attacker.random.nextBoolean() ? FILE : Attacker.POLLING).repeat(REQUESTS);
        while (attacker.goesOn()) {
            RawHttp http = attacker.connect();
            http.send(requests);
            attacker.closeNow(http.socket());
        }
    }

    /** Silent connections. */
    static void silence(Attacker attacker) throws IOException {
        for (int i = 0; i < 100 && attacker.goesOn(); i++) {
            attacker.tcp();
        }
        attacker.hold();
    }

    static void drippedHead(Attacker attacker) throws IOException {
        RawHttp http = attacker.connect();
        attacker.drain(http);
        boolean afterFirst = attacker.random.nextBoolean();
        if (afterFirst) {
            http.send(Attacker.get("/nothing"));
        }
        http.send("GET " + Attacker.POLLING + " HTTP/1.1\r\nHost: localhost\r\nX: ");
        while (attacker.goesOn()) {
            http.send("x");
            attacker.pause(200);
        }
    }

    static void endlessHead(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawHttp http = attacker.connect();
            attacker.drain(http);
            http.send(attacker.random.nextBoolean() ? "GET /" + Attacker.text(attacker.between(1, 100_000))
                    : "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(attacker.between(1, 10_000)));
            attacker.pause(500);
        }
    }

    /** Data that is not HTTP, and with TLS not TLS. */
    static void noise(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            try (Socket tcp = attacker.tcp()) {
                byte[] noise = new byte[attacker.between(1, 2000)];
                attacker.random.nextBytes(noise);
                if (attacker.random.nextBoolean()) {
                    noise[0] = 22; // a TLS handshake
                }
                tcp.getOutputStream().write(noise);
                attacker.pause(50);
            }
        }
    }
}
