package io.quarkiverse.socketio.it.support;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A TCP connection with hand-written HTTP.
 * <p>
 * Thread: the test's.
 */
public final class RawHttp implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public RawHttp(int port) throws IOException {
        this(connect(new Socket(), port));
        socket.setSoTimeout((int) AppProcess.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
    }

    /** Uses an existing connection, of TLS perhaps. */
    public RawHttp(Socket connected) throws IOException {
        socket = connected;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    private static Socket connect(Socket socket, int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) AppProcess.LIMIT.toMillis());
        return socket;
    }

    public record Response(int status, Map<String, String> headers, byte[] bytes) {
        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public Socket socket() {
        return socket;
    }

    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    public Response get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").receive();
    }

    /** Returns the header fields that a browser sends with a request of a page of the same server. */
    public static String page(int port, String... others) {
        boolean hasOrigin = Stream.of(others).anyMatch(field -> field.regionMatches(true, 0, "Origin:", 0, 7));
        return "Host: localhost:" + port + "\r\n" + (hasOrigin ? "" : "Origin: http://localhost:" + port + "\r\n");
    }

    /** Posts a request without a body. */
    public Response post(String target, String authorization) throws IOException {
        return send("POST " + target + " HTTP/1.1\r\n" + page(socket.getPort()) + "Content-Length: 0\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n") + "\r\n").receive();
    }

    /** Sends one GET over its own connection. */
    public static Response get(int port, String target) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.get(target);
        }
    }

    /** As {@link #get}, for conditions that are awaited: without a response it returns an empty one. */
    public static Response tryGet(int port, String target) {
        try (RawHttp http = new RawHttp(port)) {
            http.socket.setSoTimeout(5000);
            return http.get(target);
        } catch (IOException e) {
            return new Response(0, Map.of(), new byte[0]);
        }
    }

    public Response receive() throws IOException {
        String status = line();
        if (status == null) {
            throw new IOException("closed without an answer");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line; (line = line()) != null && !line.isEmpty();) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim(),
                    (first, second) -> first + ", " + second);
        }
        return new Response(Integer.parseInt(status.split(" ")[1]), headers, body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size; (size = Integer.parseInt(line(), 16)) > 0; line()) {
            body.write(in.readNBytes(size));
        }
        line();
        return body.toByteArray();
    }

    /** Reads a line; null at the end of the stream. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next; (next = in.read()) != '\n';) {
            if (next < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Reads the next frame of a WebSocket, which must be a short text. */
    public String textFrame() throws IOException {
        in.read();
        return new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
    }

    /** Sends a short text frame, masked with zeros. */
    public void sendTextFrame(String text) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] { (byte) 0x81, (byte) (0x80 | text.length()), 0, 0, 0, 0 });
        frame.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        send(frame.toByteArray());
    }

    /** Closes the connection with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
