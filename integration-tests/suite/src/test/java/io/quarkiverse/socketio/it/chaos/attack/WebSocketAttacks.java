package io.quarkiverse.socketio.it.chaos.attack;

import static io.quarkiverse.socketio.it.support.RawWebSocket.CLOSE;
import static io.quarkiverse.socketio.it.support.RawWebSocket.CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static io.quarkiverse.socketio.it.support.RawWebSocket.LAST_CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.PING;
import static io.quarkiverse.socketio.it.support.RawWebSocket.TEXT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Attacks with WebSocket frames and connections, whatever they contain. */
final class WebSocketAttacks {
    private static final int RESERVED_OPCODE = 0x83;
    /** RSV1: compressed with per-message deflate. */
    private static final int COMPRESSED = 0x40;

    private WebSocketAttacks() {
    }

    /** Large messages in two or more fragments, each finished. */
    static void fragmentsEnded(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        attacker.drain(webSocket.http());
        while (attacker.goesOn()) {
            byte[] message = bytes("42[\"nothing\",\"" + attacker.large() + "\"]");
            int cut = attacker.between(1, message.length - 1);
            webSocket.send(FIRST_OF_TEXT, Arrays.copyOf(message, cut));
            webSocket.send(LAST_CONTINUATION, Arrays.copyOfRange(message, cut, message.length));
        }
    }

    static void fragmentsNeverEnded(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        int fragments = attacker.between(1, 100);
        byte[] fragment = new byte[Attacker.ALMOST_MAX_PAYLOAD / fragments];
        Arrays.fill(fragment, (byte) 'x');
        for (int i = 0; i < fragments; i++) {
            webSocket.send(i == 0 ? FIRST_OF_TEXT : CONTINUATION, fragment);
        }
        attacker.hold();
    }

    static void tinyFragments(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        attacker.drain(webSocket.http());
        webSocket.send(FIRST_OF_TEXT, (byte) '4');
        while (attacker.goesOn()) {
            webSocket.send(CONTINUATION, new byte[attacker.between(0, 3)]);
        }
    }

    /** A frame header whose length exceeds the data. */
    static void frameNeverEnded(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.webSocket();
        webSocket.http().send(RawWebSocket.header(TEXT, Attacker.ALMOST_MAX_PAYLOAD));
        webSocket.http().send(new byte[attacker.between(1, Attacker.ALMOST_MAX_PAYLOAD - 1)]);
        attacker.hold();
    }

    static void cutInAFrame(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawWebSocket webSocket = attacker.joined();
            byte[] frame = RawWebSocket.frame(TEXT, bytes("42[\"echo\",\"" + attacker.large() + "\"]"));
            webSocket.http().send(Arrays.copyOf(frame, attacker.between(1, frame.length)));
            if (attacker.random.nextBoolean()) {
                webSocket.http().reset();
            } else {
                webSocket.close();
            }
        }
    }

    /** Pings that each need a pong, which is not read. */
    static void pingsUnread(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.random.nextBoolean() ? attacker.joined() : attacker.webSocket();
        byte[] pings = repeated(RawWebSocket.frame(PING, new byte[attacker.between(0, 125)]), 1000);
        while (attacker.goesOn()) {
            webSocket.http().send(pings);
        }
    }

    static void echoesUnread(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        boolean asAck = attacker.random.nextBoolean();
        String text = attacker.random.nextBoolean() ? attacker.large() : Attacker.text(attacker.between(0, 5000));
        while (attacker.goesOn()) {
            webSocket.send("42" + (asAck ? "7" : "") + "[\"echo\",\"" + text + "\"]");
        }
    }

    static void echoesReadSlowly(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        webSocket.http().socket().setReceiveBufferSize(4096);
        String text = attacker.large();
        while (attacker.goesOn()) {
            webSocket.send("42[\"echo\",\"" + text + "\"]");
            for (int i = 0; i < 20; i++) {
                webSocket.http().socket().getInputStream().readNBytes(attacker.between(1, 100));
                attacker.pause(20);
            }
        }
    }

    /** Members of a room that send and do not read. */
    static void broadcastsUnread(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        webSocket.send("42[\"join\",\"crowd\"]");
        String text = Attacker.text(attacker.between(100, 500_000));
        while (attacker.goesOn()) {
            webSocket.send("42[\"room\",\"crowd\",\"" + text + "\"]");
            attacker.pause(100);
        }
    }

    /** Many connections of which one sends and none reads. */
    static void crowdUnread(Attacker attacker) throws IOException {
        RawWebSocket last = attacker.joined();
        for (int i = 0; i < 30 && attacker.goesOn(); i++) {
            last = attacker.joined();
            last.send("42[\"join\",\"crowd\"]");
        }
        while (attacker.goesOn()) {
            last.send("42[\"room\",\"crowd\",\"" + Attacker.text(attacker.between(1, 300_000)) + "\"]");
            attacker.pause(500);
        }
    }

    /** Sends after its Close frame, or after data that makes the server close. */
    static void afterClose(Attacker attacker) throws IOException {
        RawWebSocket webSocket = attacker.joined();
        webSocket.send(attacker.random.nextBoolean() ? CLOSE : RESERVED_OPCODE);
        String text = attacker.large();
        while (attacker.goesOn()) {
            webSocket.send("42[\"echo\",\"" + text + "\"]");
        }
    }

    /** Decompression bombs. */
    static void bombs(Attacker attacker) throws IOException {
        byte[] bomb = deflated(new byte[attacker.between(500_000, 20_000_000)]);
        while (attacker.goesOn()) {
            RawWebSocket webSocket = compressing(attacker);
            attacker.drain(webSocket.http());
            for (int i = 0; i < 20 && attacker.goesOn(); i++) {
                webSocket.send(COMPRESSED | (attacker.random.nextBoolean() ? TEXT : FIRST_OF_TEXT), bomb);
            }
            webSocket.close();
        }
    }

    /** Events just below the limit, each compressed to little more than a kilobyte with the window of those before it. */
    static void bombsInOneContext(Attacker attacker) throws IOException {
        Deflater context = new Deflater(Deflater.BEST_COMPRESSION, true);
        RawWebSocket webSocket = compressing(attacker);
        if (attacker.random.nextBoolean()) {
            attacker.drain(webSocket.http());
        }
        try {
            webSocket.send("40");
            byte[] event = bytes("42[\"echo\",\"" + Attacker.text(Attacker.ALMOST_MAX_PAYLOAD) + "\"]");
            while (attacker.goesOn()) {
                webSocket.send(COMPRESSED | TEXT, deflated(context, event));
            }
        } finally {
            context.end();
        }
    }

    /** Such events, as many as fit into the buffers of a socket, and the end of the connection behind them. */
    static void bombsThenClosed(Attacker attacker) throws IOException {
        Deflater context = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        try {
            byte[] event = bytes("42[\"echo\",\"" + Attacker.text(Attacker.ALMOST_MAX_PAYLOAD) + "\"]");
            for (int events = attacker.between(1, 200); events > 0; events--) {
                frames.write(RawWebSocket.frame(COMPRESSED | TEXT, deflated(context, event)));
            }
        } finally {
            context.end();
        }
        while (attacker.goesOn()) {
            RawWebSocket webSocket = compressing(attacker);
            attacker.drain(webSocket.http());
            webSocket.send("40");
            webSocket.http().send(frames.toByteArray());
            attacker.closeNow(webSocket.http().socket());
        }
    }

    private static RawWebSocket compressing(Attacker attacker) throws IOException {
        return new RawWebSocket(attacker.connect(), RawWebSocket.TARGET, "Sec-WebSocket-Extensions: permessage-deflate");
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            return deflated(deflater, bytes);
        } finally {
            deflater.end();
        }
    }

    private static byte[] deflated(Deflater deflater, byte[] bytes) {
        deflater.setInput(bytes);
        byte[] deflated = new byte[bytes.length / 500 + 1000];
        int length = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(deflated, length - 4); // RFC 7692, 7.2.1
    }

    /** Half-closes the connection, with or without an unfinished message. */
    static void halfClosed(Attacker attacker) throws IOException {
        while (attacker.goesOn()) {
            RawHttp http;
            if (attacker.random.nextBoolean()) {
                RawWebSocket webSocket = attacker.joined();
                http = webSocket.http();
                webSocket.send("42[\"echo\",\"" + attacker.large() + "\"]");
            } else {
                http = attacker.connect();
                http.send(Attacker.post(Attacker.POLLING, 100).substring(0, attacker.between(1, 60)));
            }
            http.socket().shutdownOutput();
            attacker.pause(500);
        }
    }

    /** Long-polling sessions that start an upgrade and do not finish it. */
    static void probesNeverEnded(Attacker attacker) throws IOException {
        for (int i = 0; i < 20 && attacker.goesOn(); i++) {
            String polling = attacker.polling();
            RawWebSocket webSocket = attacker.webSocket(polling.replace("polling", "websocket"));
            for (int probes = attacker.between(0, 50); probes > 0; probes--) {
                webSocket.send("2probe");
            }
            attacker.pause(200);
        }
        attacker.hold();
    }

    /** Many connections that each hold as much as is allowed. */
    static void justBelowEachLimit(Attacker attacker) throws IOException {
        for (int i = 0; i < 20 && attacker.goesOn(); i++) {
            RawWebSocket webSocket = attacker.joined();
            for (int j = 0; j < 3; j++) {
                webSocket.send("42[\"slow\",\"" + attacker.large() + "\"]");
            }
            webSocket.send(FIRST_OF_TEXT, bytes("42[\"slow\",\"" + attacker.large()));
        }
        attacker.hold();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }
}
