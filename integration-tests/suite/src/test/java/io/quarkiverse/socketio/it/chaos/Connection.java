package io.quarkiverse.socketio.it.chaos;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;
import io.quarkiverse.socketio.it.support.RawWebSocket.Frame;

/**
 * An Engine.IO session. Its methods throw an {@link IOException} at its end.
 * <p>
 * Thread: one that receives, one that sends, any that closes.
 */
interface Connection extends AutoCloseable {
    /** Returns packets in order; waits for the first. */
    List<String> receive() throws IOException;

    void send(String packet) throws IOException;

    @Override
    void close();

    /** A session over WebSocket from its handshake on. */
    final class WebSocket implements Connection {
        private final RawWebSocket webSocket;

        WebSocket(int port) throws IOException {
            webSocket = new RawWebSocket(port, RawWebSocket.TARGET);
            if (webSocket.answer.status() != 101) {
                webSocket.close();
                throw new IOException("status " + webSocket.answer.status());
            }
        }

        @Override
        public List<String> receive() throws IOException {
            while (true) {
                Frame frame = webSocket.next();
                if (frame == null || frame.first() == RawWebSocket.CLOSE) {
                    throw new EOFException("closed by the server");
                } else if (frame.first() == RawWebSocket.TEXT) {
                    return List.of(frame.text());
                } else if (frame.first() != RawWebSocket.PONG) {
                    throw new IOException("a frame that begins with " + frame.first());
                }
            }
        }

        /** Sends one frame at a time, so that frames of other threads do not interleave. */
        @Override
        public synchronized void send(String packet) throws IOException {
            webSocket.send(packet);
        }

        @Override
        public void close() {
            closeQuietly(webSocket);
        }
    }

    /** A session over long-polling, each request on its own connection. */
    final class Polling implements Connection {
        private final int port;
        private final String target;
        private List<String> first;
        private volatile boolean closed;
        private volatile RawHttp waiting;

        Polling(int port) throws IOException {
            this.port = port;
            String base = "/socket.io/?EIO=4&transport=polling";
            String open = expectOk(RawHttp.get(port, base));
            this.first = List.of(open);
            this.target = base + "&sid=" + ChaosClient.sid(open);
        }

        @Override
        public List<String> receive() throws IOException {
            if (first != null) {
                List<String> packets = first;
                first = null;
                return packets;
            }
            try (RawHttp http = new RawHttp(port)) {
                waiting = http;
                if (closed) {
                    throw new EOFException("closed here");
                }
                return List.of(expectOk(http.get(target)).split("\u001e"));
            }
        }

        @Override
        public void send(String packet) throws IOException {
            try (RawHttp http = new RawHttp(port)) {
                byte[] body = packet.getBytes(StandardCharsets.UTF_8);
                expectOk(http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                        + "\r\n\r\n" + packet).receive());
            }
        }

        private static String expectOk(Response answer) throws IOException {
            if (answer.status() != 200) {
                throw new IOException("status " + answer.status() + ": " + answer.body());
            }
            return answer.body();
        }

        /** Closes orderly if the server still reads. */
        @Override
        public void close() {
            closed = true;
            try {
                send("1");
            } catch (IOException e) {
                // already closed
            }
            RawHttp http = waiting;
            if (http != null) {
                closeQuietly(http);
            }
        }
    }

    private static void closeQuietly(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // the connection is closed anyway
        }
    }
}
