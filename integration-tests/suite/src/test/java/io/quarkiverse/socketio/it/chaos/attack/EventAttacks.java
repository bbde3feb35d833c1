package io.quarkiverse.socketio.it.chaos.attack;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Attacks with Socket.IO packets. */
final class EventAttacks {
    private static final Pattern ESCAPED_SID = Pattern.compile("sid\\\\\":\\\\\"([^\"\\\\]+)");
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";
    private static final int NAMESPACES = 100;

    private EventAttacks() {
    }

    /** Large events whose handler takes two seconds each. */
    static void slowHandler(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        while (attacker.goesOn()) {
            webSocket.send("42[\"slow\",\"" + attacker.large() + "\"]");
        }
    }

    /** Hundreds of thousands of small objects in binary events, which some servers parse before they are needed. */
    static void trees(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        String tree = "{},".repeat(attacker.between(100_000, 320_000));
        String event = attacker.random.nextBoolean() ? "slow" : "echo";
        while (attacker.goesOn()) {
            webSocket.send("451-[\"" + event + "\"," + PLACEHOLDER + ",[" + tree + "{}]]");
            webSocket.send(BINARY, new byte[attacker.between(0, 100)]);
        }
    }

    /** Deeply nested JSON, or very long numbers. */
    static void deepJson(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawWebSocket webSocket = attacker.joined();
            attacker.drain(webSocket.http());
            int size = attacker.between(1, 400_000);
            String json = switch (attacker.random.nextInt(4)) {
                case 0 -> "[".repeat(size) + "]".repeat(size);
                case 1 -> "9".repeat(size);
                case 2 -> "1e" + "9".repeat(Math.min(size, 20));
                default -> "{\"a\":".repeat(size / 10) + "1" + "}".repeat(size / 10);
            };
            for (int i = 0; i < 20; i++) {
                webSocket.send("42" + i + "[\"echo\"," + json + "]");
            }
            attacker.pause(200);
            webSocket.close();
        }
    }

    static void auth(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        attacker.drain(webSocket.http());
        for (int i = 0; i < NAMESPACES && attacker.goesOn(); i++) {
            webSocket.send("40/n" + i + ",{\"token\":\"" + attacker.large() + "\"}");
        }
        attacker.hold();
    }

    static void attachmentNamedOften(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawWebSocket webSocket = attacker.joined();
            attacker.drain(webSocket.http());
            webSocket.send("451-7[\"echo\"" + ("," + PLACEHOLDER).repeat(attacker.between(2, 20_000)) + "]");
            webSocket.send(BINARY, new byte[attacker.between(1, 400_000)]);
            attacker.pause(500);
        }
    }

    /** Sends all attachments but the last. */
    static void attachmentsNeverSent(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        webSocket.send("4510-[\"echo\"," + PLACEHOLDER + "]");
        for (int i = 0; i < 9; i++) {
            webSocket.send(BINARY, new byte[Attacker.ALMOST_MAX_PAYLOAD / 10]);
        }
        attacker.hold();
    }

    static void childNamespaces(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawWebSocket webSocket = attacker.webSocket();
            attacker.drain(webSocket.http());
            String longName = attacker.random.nextInt(10) == 0 ? Attacker.text(attacker.between(1, 100_000)) : "";
            for (int i = 0; i < NAMESPACES && attacker.goesOn(); i++) {
                webSocket.send("40/child-" + longName + Long.toHexString(attacker.random.nextLong()) + ",");
            }
            attacker.pause(1000);
            webSocket.close();
        }
    }

    static void namespaceStorm(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        attacker.drain(webSocket.http());
        while (attacker.goesOn()) {
            String namespace = "/n" + attacker.random.nextInt(NAMESPACES);
            webSocket.send("40" + namespace + ",{\"token\":\"" + Attacker.text(attacker.between(0, 1000)) + "\"}");
            if (attacker.random.nextBoolean()) {
                webSocket.send("42" + namespace + ",[\"echo\",\"" + Attacker.text(1000) + "\"]");
            }
            webSocket.send("41" + namespace + ",");
        }
    }

    static void questionsNeverAnswered(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        String text = Attacker.text(attacker.between(0, 10_000));
        while (attacker.goesOn()) {
            webSocket.send("42[\"question\",\"" + text + "\"]");
        }
    }

    static void acksOfNothing(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        while (attacker.goesOn()) {
            webSocket.send("43" + attacker.between(0, 1_000_000) + "[\"" + Attacker.text(attacker.between(0, 1000)) + "\"]");
        }
    }

    static void rooms(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        int length = attacker.random.nextInt(5) == 0 ? 500_000 : 100;
        for (int i = 0; i < 2000 && attacker.goesOn(); i++) {
            webSocket.send("42[\"join\",\"" + Attacker.text(length) + attacker.random.nextLong() + "\"]");
        }
        attacker.hold();
    }

    /** Sessions that are disconnected, so that they are kept, and CONNECT packets with secrets of others. */
    static void recovery(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawWebSocket webSocket = attacker.webSocket();
            webSocket.next();
            webSocket.send(switch (attacker.random.nextInt(4)) {
                case 0 -> "40{\"pid\":\"" + Attacker.text(attacker.between(0, 10_000)) + "\",\"offset\":\"\\u0000junk\"}";
                case 1 -> "40{\"pid\":[],\"offset\":{}}";
                default -> "40";
            });
            webSocket.next();
            webSocket.send("42[\"join\",\"" + Attacker.text(attacker.between(1, 100_000)) + "\"]");
            webSocket.send("42[\"echo\",\"" + Attacker.text(attacker.between(1, 100_000)) + "\"]");
            webSocket.http().reset();
        }
    }

    /** Sessions of Engine.IO 3, over both transports. */
    static void oldClients(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket("/socket.io/?EIO=3&transport=websocket");
        String text = attacker.large();
        String polling;
        try (RawHttp http = attacker.connect()) {
            polling = "/socket.io/?EIO=3&transport=polling&sid="
                    + Attacker.sid(http.get("/socket.io/?EIO=3&transport=polling"));
        }
        RawHttp http = attacker.connect();
        String packet = "42[\"slow\",\"" + text + "\"]";
        http.send(Attacker.post(polling, packet.length() + ":" + packet));
        http.send(Attacker.post(polling, 500_000)).send("499990:4" + Attacker.text(attacker.between(1, 400_000)));
        while (attacker.goesOn()) {
            webSocket.send("2" + Attacker.text(attacker.between(0, 1000)));
            webSocket.send("42[\"echo\",\"" + text + "\"]");
        }
    }

    /** Forms of old clients in which everything is escaped, and polls as scripts that nobody reads. */
    static void jsonp(Attacker attacker) throws IOException {
        String path = "/socket.io/?EIO=3&transport=polling&j=" + attacker.random.nextInt(1000);
        String packet = "42[\"echo\",\"" + "%5C%22".repeat(attacker.between(1, 100_000)) + "\"]";
        while (attacker.goesOn()) {
            String polling;
            try (RawHttp http = attacker.connect()) {
                Matcher sid = ESCAPED_SID.matcher(http.get(path).body());
                if (!sid.find()) {
                    throw new IOException("no session");
                }
                polling = path + "&sid=" + sid.group(1);
            }
            try (RawHttp posts = attacker.connect()) {
                int length = packet.replace("%5C%22", "xx").length();
                for (int i = attacker.between(1, 20); i > 0 && attacker.goesOn(); i--) {
                    String form = "d=" + length + ":" + packet;
                    posts.send("POST " + polling + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                            + "application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form)
                            .receive();
                }
            }
            attacker.connect().send(Attacker.get(polling).repeat(attacker.between(1, 5)));
            attacker.pause(300);
        }
    }
}
