package io.quarkiverse.socketio.runtime.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** A TCP connection that sends hand-written data, valid or not. */
final class RawClient implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final int port;

    /** A response: its status, its head in lower case, its body. */
    record Response(int status, String head, String body) {
    }

    RawClient(int port) throws IOException {
        this.port = port;
        socket = new Socket();
        socket.setReceiveBufferSize(65_536); // unread data waits in the server, not in the system
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    void send(String latin1) throws IOException {
        send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Ends what this sends; it can still receive. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends a request; {@code headers} end with a line break each. */
    void request(String method, String target, String headers, String body) throws IOException {
        send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body);
    }

    Response get(String target) throws IOException {
        request("GET", target, "", "");
        return response();
    }

    Response post(String target, String body) throws IOException {
        request("POST", target, "", body);
        return response();
    }

    Response response() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) readByte());
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(lower.substring(9, 12));
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return new Response(status, lower, new String(read(status == 101 ? 0 : length), StandardCharsets.UTF_8));
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server closed");
        }
        return b;
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the server closed");
        }
        return bytes;
    }

    /** Returns whether the server closes the connection, ignoring earlier data. */
    boolean isClosed() throws IOException {
        try {
            byte[] some = new byte[1 << 16];
            while (in.read(some) >= 0) {
                // data before the end
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    // WebSocket

    Response webSocket(String target, String headers) throws IOException {
        request("GET", target, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers, "");
        return response();
    }

    /** Sends a masked frame; {@code first} has FIN, RSV and opcode. */
    void frame(int first, byte[] payload) throws IOException {
        send(masked(first, payload));
    }

    /** Returns a frame as a client sends it. */
    static byte[] masked(int first, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            out.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        out.putInt(0).put(payload); // a mask of zeros
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    void text(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A received frame; {@code first} has FIN, RSV and opcode. */
    record Frame(int first, byte[] payload) {
    }

    Frame frame() throws IOException {
        int first = readByte();
        int length = readByte();
        long size = length < 126 ? length : ByteBuffer.wrap(padded(read(length == 126 ? 2 : 8))).getLong();
        return new Frame(first, read((int) size));
    }

    /** Reads the next frame of the server: text as it is, binary as {@code 0x…}, a close as {@code close 1000}. */
    String nextFrame() throws IOException {
        Frame frame = frame();
        byte[] payload = frame.payload;
        return switch (frame.first) {
            case 0x81 -> new String(payload, StandardCharsets.UTF_8);
            case 0x82 -> "0x" + HexFormat.of().formatHex(payload);
            case 0x88 -> "close " + (payload.length < 2 ? "" : ByteBuffer.wrap(payload).getShort());
            case 0x8a -> "pong";
            default -> "frame " + Integer.toHexString(frame.first);
        };
    }

    private static byte[] padded(byte[] number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[8 - number.length]);
        out.writeBytes(number);
        return out.toByteArray();
    }

    /** Resets the connection. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
