package io.quarkiverse.socketio.it.chaos.attack;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;
import io.quarkiverse.socketio.it.support.RawWebSocket.Frame;

/**
 * An Engine.IO session of a well-behaved client, after its open packet. Its methods throw an {@link IOException} at its end.
 * <p>
 * Thread: one that receives, one at a time that sends, any that closes.
 */
interface Session extends Closeable {

    /** Returns packets in order, binary ones as "b" and Base64; waits for the first. */
    List<String> receive() throws IOException;

    void send(String packet) throws IOException;

    /** Thrown when the server temporarily refuses new sessions. */
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(int status) {
            super("status " + status);
        }

        static void check(int status, int expected) throws IOException {
            if (status == 503 || status == 429) {
                throw new RefusedException(status);
            } else if (status != expected) {
                throw new IOException("status " + status);
            }
        }
    }

    /** A session over WebSocket from its handshake on. */
    final class WebSocket implements Session {
        private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
        private final RawWebSocket webSocket;

        WebSocket(Target target) throws IOException {
            webSocket = new RawWebSocket(target.connect(opened::add), RawWebSocket.TARGET);
            try {
                RefusedException.check(webSocket.answer.status(), 101);
                if (webSocket.next() == null) {
                    throw new EOFException("closed before its session was open");
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public List<String> receive() throws IOException {
            Frame frame = webSocket.next();
            if (frame == null) {
                throw new EOFException("closed by the server");
            } else if (frame.first() == RawWebSocket.BINARY) {
                return List.of("b" + Base64.getEncoder().encodeToString(frame.payload()));
            } else if (frame.first() != RawWebSocket.TEXT) {
                throw new IOException("a frame that begins with " + frame.first() + ": " + frame.text());
            }
            return List.of(frame.text());
        }

        @Override
        public synchronized void send(String packet) throws IOException {
            if (packet.startsWith("b")) {
                webSocket.send(RawWebSocket.BINARY, Base64.getDecoder().decode(packet.substring(1)));
            } else {
                webSocket.send(packet);
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : opened) {
                socket.close();
            }
        }
    }

    /** A session over long-polling, with one connection for polls and one for posts, as in browsers. */
    final class Polling implements Session {
        private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
        private final RawHttp in;
        private final RawHttp out;
        private final String path;

        Polling(Target target) throws IOException {
            in = target.connect(opened::add);
            try {
                Response answer = in.get(Attacker.POLLING);
                RefusedException.check(answer.status(), 200);
                path = Attacker.POLLING + "&sid=" + Attacker.sid(answer);
                out = target.connect(opened::add);
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public List<String> receive() throws IOException {
            return List.of(expectOk(in.get(path)).split("\u001e"));
        }

        @Override
        public synchronized void send(String packet) throws IOException {
            expectOk(out.send(Attacker.post(path, packet)).receive());
        }

        private static String expectOk(Response answer) throws IOException {
            if (answer.status() != 200) {
                throw new IOException("status " + answer.status() + ": " + answer.body());
            }
            return answer.body();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : opened) {
                socket.close();
            }
        }
    }

    /** A session over long-polling with streams of one HTTP/2 connection. */
    final class Http2 implements Session {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2)
                .sslContext(Target.sslContext()).build();
        private final URI uri;

        Http2(Target target) throws IOException {
            URI base = URI.create(target.url() + Attacker.POLLING);
            HttpResponse<String> answer = exchange(base, "GET", BodyPublishers.noBody());
            RefusedException.check(answer.statusCode(), 200);
            if (answer.version() != HttpClient.Version.HTTP_2) {
                throw new IllegalStateException("a client of HTTP/2 got " + answer.version());
            }
            uri = URI.create(base + "&sid="
                    + Attacker.sid(new Response(200, java.util.Map.of(), answer.body().getBytes())));
        }

        @Override
        public List<String> receive() throws IOException {
            return List.of(expectOk(exchange(uri, "GET", BodyPublishers.noBody())).split("\u001e"));
        }

        @Override
        public synchronized void send(String packet) throws IOException {
            expectOk(exchange(uri, "POST", BodyPublishers.ofString(packet)));
        }

        private HttpResponse<String> exchange(URI to, String method, BodyPublisher body) throws IOException {
            try {
                return client.send(HttpRequest.newBuilder(to).timeout(AttackRun.LIMIT).method(method, body).build(),
                        BodyHandlers.ofString());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String expectOk(HttpResponse<String> answer) throws IOException {
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        }

        /** Java 17 cannot close an HTTP client: the session ends here, the connection when it is garbage-collected. */
        @Override
        public void close() {
            client.sendAsync(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("1")).build(), BodyHandlers.discarding());
        }
    }
}
