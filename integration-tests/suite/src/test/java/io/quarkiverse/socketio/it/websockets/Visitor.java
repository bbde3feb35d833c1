package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * A client of an endpoint of {@code websockets-app}.
 * <p>
 * Thread: the test's.
 */
final class Visitor implements Closeable {
    private final RawWebSocket socket;
    private final long worker;
    private final String id;

    /** @param user whose password is the name; {@code null} for an anonymous one */
    Visitor(int port, String path, String user) throws IOException {
        this(new RawHttp(port), path, user);
    }

    /** Uses an existing connection, of TLS perhaps. */
    Visitor(RawHttp connection, String path, String user) throws IOException {
        socket = request(connection, path, user);
        assertThat(socket.answer.status()).isEqualTo(101);
        String[] greeting = socket.text().split(" ");
        worker = Long.parseLong(greeting[0]);
        id = greeting[1];
    }

    /** Asks for an upgrade, which may be refused. */
    static RawWebSocket request(int port, String path, String user) throws IOException {
        return request(new RawHttp(port), path, user);
    }

    private static RawWebSocket request(RawHttp connection, String path, String user) throws IOException {
        return user == null ? new RawWebSocket(connection, path)
                : new RawWebSocket(connection, path, "Authorization: Basic " + Base64.getEncoder()
                        .encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the pid of its worker. */
    long worker() {
        return worker;
    }

    String id() {
        return id;
    }

    RawWebSocket socket() {
        return socket;
    }

    /** Returns the messages up to one that is {@code end}, without it. */
    List<String> until(String end) throws IOException {
        List<String> received = new ArrayList<>();
        for (RawWebSocket.Frame frame; (frame = socket.next()) != null;) {
            if (frame.text().equals(end)) {
                return received;
            }
            received.add((frame.first() == RawWebSocket.BINARY ? "binary " : "") + frame.text());
        }
        throw new AssertionError("the connection has ended after " + received);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
