package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.quarkiverse.socketio.it.FixtureM.Apps;
import io.quarkiverse.socketio.it.FixtureM.Mode;

/** A keep-alive connection that carries the requests of many sessions, as reverse proxies make them. */
@ExtendWith(FixtureM.class)
class MisroutedRequestTest {
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    @Test
    void twoPollingSessionsOfDifferentWorkersLiveOverOneConnection(Apps apps) throws IOException {
        try (Connection one = new Connection(apps.port(Mode.CLUSTER));
                Connection other = new Connection(apps.port(Mode.CLUSTER))) {
            String first = one.handshake();
            String second = other.handshake();
            while (worker(second).equals(worker(first))) { // the sid names its worker
                other.reopen();
                second = other.handshake();
            }
            for (String sid : new String[] { first, second }) {
                assertThat(one.post(sid, "40")).isEqualTo("ok");
                assertThat(one.poll(sid)).startsWith("40{\"sid\"");
            }
            for (int i = 0; i < 20; i++) {
                for (String sid : new String[] { second, first }) {
                    assertThat(one.post(sid, "42[\"echo\",\"" + sid + " " + i + "\"]")).isEqualTo("ok");
                    assertThat(one.poll(sid)).isEqualTo("42[\"echo-back\",\"" + sid + " " + i + "\"]");
                }
            }
            String large = "x".repeat(900_000);
            assertThat(one.post(second, "42[\"echo\",\"" + large + "\"]")).isEqualTo("ok");
            assertThat(one.poll(second)).isEqualTo("42[\"echo-back\",\"" + large + "\"]");
        }
    }

    @Test
    void aWebSocketUpgradeOnAnotherWorkersConnectionReachesItsSession(Apps apps) throws IOException {
        try (Connection one = new Connection(apps.port(Mode.CLUSTER));
                Connection other = new Connection(apps.port(Mode.CLUSTER))) {
            String first = one.handshake();
            String second = other.handshake();
            while (worker(second).equals(worker(first))) {
                other.reopen();
                second = other.handshake();
            }
            assertThat(one.upgrade(second)).isEqualTo(101);
            one.sendText("2probe");
            assertThat(one.readText()).isEqualTo("3probe");
            assertThat(other.poll(second)).isEqualTo("6");
            one.sendText("5");
            one.sendText("40");
            assertThat(one.readText()).startsWith("40{\"sid\"");
            one.sendText("42[\"echo\",\"hello\"]");
            assertThat(one.readText()).isEqualTo("42[\"echo-back\",\"hello\"]");
        }
    }

    @Test
    void aSessionOfAWorkerThatIsGoneIsUnknown(Apps apps) throws IOException {
        try (Connection connection = new Connection(apps.port(Mode.CLUSTER))) {
            Answer answer = connection.request("GET", "__AAAAAAAAAAAAAAAAAA", "");
            assertThat(answer.status).isEqualTo(400);
            assertThat(answer.body).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
        }
    }

    private static String worker(String sid) {
        return sid.substring(0, 2);
    }

    private record Answer(int status, String body) {
    }

    /** A connection that is kept alive, and written to by hand. */
    private static final class Connection implements AutoCloseable {
        private final int port;
        private Socket socket;
        private InputStream in;

        Connection(int port) throws IOException {
            this.port = port;
            open();
        }

        private void open() throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout((int) AppProcess.LIMIT.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        }

        void reopen() throws IOException {
            socket.close();
            open();
        }

        String handshake() throws IOException {
            Matcher sid = SID.matcher(request("GET", null, "").body);
            assertThat(sid.find()).isTrue();
            return sid.group(1);
        }

        String poll(String sid) throws IOException {
            return request("GET", sid, "").body;
        }

        String post(String sid, String body) throws IOException {
            return request("POST", sid, body).body;
        }

        Answer request(String method, String sid, String body) throws IOException {
            String path = "/socket.io/?EIO=4&transport=polling" + (sid == null ? "" : "&sid=" + sid);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String length = method.equals("POST") ? "Content-Length: " + bytes.length + "\r\n" : "";
            write((method + " " + path + " HTTP/1.1\r\nHost: test:80\r\nOrigin: http://test:80\r\n" + length + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            write(bytes);
            return readAnswer();
        }

        int upgrade(String sid) throws IOException {
            write(("GET /socket.io/?EIO=4&transport=websocket&sid=" + sid
                    + " HTTP/1.1\r\nHost: test:80\r\nOrigin: http://test:80\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return readHead().status;
        }

        /** A short masked frame; the mask is zero. */
        void sendText(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(0x81);
            frame.write(0x80 | bytes.length);
            frame.write(new byte[4]);
            frame.write(bytes);
            write(frame.toByteArray());
        }

        String readText() throws IOException {
            assertThat(in.read()).isEqualTo(0x81);
            return new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
        }

        private void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        private record Head(int status, int length, boolean chunked) {
        }

        private Head readHead() throws IOException {
            int status = Integer.parseInt(readLine().split(" ")[1]);
            int length = 0;
            boolean chunked = false;
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                String field = line.toLowerCase(Locale.ROOT);
                if (field.startsWith("content-length:")) {
                    length = Integer.parseInt(field.substring(15).trim());
                }
                chunked |= field.startsWith("transfer-encoding:") && field.endsWith("chunked");
            }
            return new Head(status, length, chunked);
        }

        private Answer readAnswer() throws IOException {
            Head head = readHead();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (head.chunked) {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    body.write(in.readNBytes(size));
                    readLine();
                }
                readLine();
            } else {
                body.write(in.readNBytes(head.length));
            }
            return new Answer(head.status, body.toString(StandardCharsets.UTF_8));
        }

        private int chunkSize() throws IOException {
            return Integer.parseInt(readLine().trim(), 16);
        }

        private String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
