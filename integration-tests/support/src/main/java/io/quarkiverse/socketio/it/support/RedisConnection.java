package io.quarkiverse.socketio.it.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a Redis server that sends commands and waits for their replies. A reply is a String, a Long, a List of
 * replies, or null.
 * <p>
 * Thread: one at a time.
 */
public final class RedisConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;

    /** An error that the server replied. */
    public static final class RedisException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RedisException(String message) {
            super(message);
        }
    }

    public RedisConnection(int port, Duration limit) throws IOException {
        int millis = Math.toIntExact(limit.toMillis());
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
            socket.setSoTimeout(millis);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command; its words are byte arrays, or written as UTF-8. */
    public Object call(Object... command) {
        try {
            send(command);
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a command without waiting for the reply. */
    public void send(Object... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8("*" + command.length + "\r\n"));
        for (Object word : command) {
            byte[] bytes = word instanceof byte[] binary ? binary : utf8(word.toString());
            out.writeBytes(utf8("$" + bytes.length + "\r\n"));
            out.writeBytes(bytes);
            out.writeBytes(utf8("\r\n"));
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    /** Waits for the next reply, or message of a subscribed channel. */
    public Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new RedisException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> text(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("no reply: " + line);
        };
    }

    private String text(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<Object> replies = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            replies.add(reply());
        }
        return replies;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.readUnsignedByte()) != '\r';) {
            line.write(b);
        }
        in.skipNBytes(1);
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
