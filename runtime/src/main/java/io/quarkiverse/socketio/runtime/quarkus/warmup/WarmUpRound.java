package io.quarkiverse.socketio.runtime.quarkus.warmup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.quarkus.warmup.WarmUpClient.Connection;

/**
 * What clients do in one round of a warm-up: some connect by WebSocket, one polls and upgrades; each connects to a namespace,
 * sends events with and without attachments and reads the acknowledgements, and all read a broadcast.
 * <p>
 * Thread: one, which blocks.
 */
final class WarmUpRound {
    private static final int WEBSOCKETS = 6;
    private static final String BASE = WarmUpServer.PATH + "/?EIO=4&transport=";
    private static final String RECORD = "{\"id\":4711,\"name\":\"café\",\"tags\":[\"a\",\"b\"],\"price\":12.5,\"open\":true}";
    private static final byte[] ATTACHMENT = new byte[200];

    private final WarmUpClient client;
    private final boolean polling;
    private final boolean webSocket;
    private final boolean upgrades;

    /** @param transports that the server has */
    WarmUpRound(WarmUpClient client, Set<String> transports, boolean upgrades) {
        this.client = client;
        this.polling = transports.contains("polling");
        this.webSocket = transports.contains("websocket");
        this.upgrades = upgrades && polling && webSocket;
    }

    void run() throws IOException {
        List<Connection> connections = new ArrayList<>();
        try {
            if (webSocket) {
                connectByWebSocket(connections);
            }
            if (polling) {
                poll(connections);
            }
            if (!connections.isEmpty()) {
                talk(connections);
            }
        } finally {
            connections.forEach(Connection::close);
        }
    }

    /** Opens connections at the same time: all send, then all read, which saves switches between threads. */
    private void connectByWebSocket(List<Connection> connections) throws IOException {
        for (int i = 0; i < WEBSOCKETS; i++) {
            Connection connection = client.connect();
            connections.add(connection);
            connection.upgrade(BASE + "websocket");
        }
        for (Connection each : connections) {
            each.upgraded();
            each.messageOf("0");
            each.sendText("40");
        }
        for (Connection each : connections) {
            each.messageOf("40");
        }
    }

    /** Polls, and upgrades if that is possible; else disconnects. */
    private void poll(List<Connection> connections) throws IOException {
        try (Connection http = client.connect()) {
            http.get(BASE + "polling&t=warm1");
            String target = BASE + "polling&sid=" + sidOf(http.response());
            post(http, target, "40");
            http.get(target);
            http.response();
            post(http, target, "420[\"echo\"," + RECORD + "]");
            http.get(target);
            http.response();
            if (upgrades) {
                connections.add(upgrade(http, target));
            } else {
                post(http, target, "41");
                post(http, target, "1");
                http.get(target);
                http.response();
            }
        }
    }

    private Connection upgrade(Connection http, String target) throws IOException {
        http.get(target);
        Connection connection = client.connect();
        try {
            connection.upgrade(target.replace("transport=polling", "transport=websocket"));
            connection.upgraded();
            connection.sendText("2probe");
            connection.messageOf("3probe");
            http.response();
            connection.sendText("5");
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void post(Connection http, String target, String body) throws IOException {
        http.post(target, body);
        http.response();
    }

    private static String sidOf(String handshake) throws IOException {
        String before = "\"sid\":\"";
        int start = handshake.indexOf(before) + before.length();
        int end = handshake.indexOf('"', start);
        if (start < before.length() || end < 0) {
            throw new IOException("no handshake: " + handshake);
        }
        return handshake.substring(start, end);
    }

    private static void talk(List<Connection> connections) throws IOException {
        for (Connection each : connections) {
            each.sendText("421[\"echo\"," + RECORD + "]");
            each.sendText("422[\"echo\",\"text\",1,true,null]");
            each.sendText("451-3[\"echo\",{\"_placeholder\":true,\"num\":0}]");
            each.sendBinary(ATTACHMENT);
        }
        for (Connection each : connections) {
            each.messageOf("431");
            each.messageOf("432");
            each.messageOf("461-3");
            each.message();
        }
        connections.get(0).sendText("42[\"shout\"," + RECORD + "]");
        for (Connection each : connections) {
            each.messageOf("42[\"news\"");
        }
        for (Connection each : connections) {
            each.sendText("41");
        }
    }
}
