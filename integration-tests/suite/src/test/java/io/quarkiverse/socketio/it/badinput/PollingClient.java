package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * A long-polling session whose requests are written by hand, each on its own connection.
 * <p>
 * Thread: the test's.
 */
final class PollingClient implements AutoCloseable {
    static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    private final int port;
    private final String sid;

    PollingClient(int port, String... headers) throws IOException {
        this.port = port;
        Response answer;
        try (RawHttp http = new RawHttp(port)) {
            answer = http.send("GET " + HANDSHAKE + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                    + (headers.length > 0 ? "\r\n\r\n" : "\r\n")).receive();
        }
        assertThat(answer.status()).isEqualTo(200);
        sid = RawWebSocket.sid(answer.body());
    }

    /** Joins the main namespace; returns the id of the socket. */
    String join() throws IOException {
        assertThat(post("40").status()).isEqualTo(200);
        return RawWebSocket.sid(get().body());
    }

    String sid() {
        return sid;
    }

    String target() {
        return HANDSHAKE + "&sid=" + sid;
    }

    Response get() throws IOException {
        return RawHttp.get(port, target());
    }

    Response post(String body) throws IOException {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    Response post(byte[] body, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send(head("POST", body.length, headers)).send(body).receive();
        }
    }

    String head(String method, long length, String... headers) {
        StringBuilder head = new StringBuilder(method).append(' ').append(target()).append(" HTTP/1.1\r\n")
                .append(RawHttp.page(port, headers));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
    }

    /** Asserts that the session is closed. */
    void assertSessionClosed() throws IOException {
        Response answer = post("3");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    /** Asserts that the session is open and served. */
    void assertServed() throws IOException {
        assertThat(post("4299[\"echo\",\"still here\"]").status()).isEqualTo(200);
        assertThat(get().body()).isEqualTo("4399[\"still here\"]");
    }

    /** Closes the session, and reads what a session closed before may still hold for its client. */
    @Override
    public void close() throws IOException {
        post("1");
        get();
    }
}
