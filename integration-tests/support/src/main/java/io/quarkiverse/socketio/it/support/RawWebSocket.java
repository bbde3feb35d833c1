package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket with hand-written frames, valid or not.
 * <p>
 * Thread: one that receives, and one at a time that sends.
 */
public final class RawWebSocket implements Closeable {
    public static final String TARGET = "/socket.io/?EIO=4&transport=websocket";
    /** First bytes of frames: FIN and opcode. */
    public static final int TEXT = 0x81;
    public static final int BINARY = 0x82;
    public static final int CLOSE = 0x88;
    public static final int PING = 0x89;
    public static final int PONG = 0x8a;
    public static final int FIRST_OF_TEXT = 0x01;
    public static final int CONTINUATION = 0x00;
    public static final int LAST_CONTINUATION = 0x80;
    /** Result of {@link #closeCode} without a Close frame. */
    public static final int NO_CODE = -1;
    /** RFC 6455, 7.4.1: a Close frame without a code. */
    private static final int NO_STATUS = 1005;

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    public final RawHttp.Response answer;
    private final RawHttp http;
    private final DataInputStream in;
    private String socketId = "";

    /** A frame of the server. */
    public record Frame(int first, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    public RawWebSocket(int port, String target, String... headers) throws IOException {
        this(new RawHttp(port), target, headers);
    }

    /** Uses an existing connection, which is closed with the WebSocket. */
    public RawWebSocket(RawHttp http, String target, String... headers) throws IOException {
        this.http = http;
        StringBuilder request = new StringBuilder("GET ").append(target)
                .append(" HTTP/1.1\r\n").append(RawHttp.page(http.socket().getPort(), headers))
                .append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
                .append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try {
            answer = http.send(request.append("\r\n").toString()).receive();
            in = new DataInputStream(http.socket().getInputStream());
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /** Reads the open packet; returns the id of the session. */
    public String open() throws IOException {
        assertThat(answer.status()).isEqualTo(101);
        return sid(text());
    }

    public RawWebSocket join() throws IOException {
        send("40");
        socketId = sid(text());
        return this;
    }

    /** Returns the public id of the socket in the main namespace. */
    public String socketId() {
        return socketId;
    }

    public static String sid(String packet) {
        Matcher sid = SID.matcher(packet);
        assertThat(sid.find()).as("a sid in %s", packet).isTrue();
        return sid.group(1);
    }

    public RawHttp http() {
        return http;
    }

    public RawWebSocket send(String text) throws IOException {
        return send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public RawWebSocket send(int first, byte... payload) throws IOException {
        http.send(frame(first, payload));
        return this;
    }

    /** As {@link #send}, ignoring failures if the server has closed the connection. */
    public boolean trySend(int first, byte... payload) {
        try {
            send(first, payload);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns a frame masked with zeros. */
    public static byte[] frame(int first, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.writeBytes(header(first, payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Returns the header of a masked frame with that payload length. */
    public static byte[] header(int first, long length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
        if (length < 126) {
            header.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            header.put((byte) 0xfe).putShort((short) length);
        } else {
            header.put((byte) 0xff).putLong(length);
        }
        header.putInt(0);
        return Arrays.copyOf(header.array(), header.position());
    }

    /** Reads the next frame; {@code null} at the end of the connection, orderly or not. */
    public Frame next() throws IOException {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Frame(first, payload);
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** Returns whether there is unread data of the server. */
    public boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true; // end of the connection
        }
    }

    /** Reads the next packet. */
    public String text() throws IOException {
        Frame frame = next();
        assertThat(frame).as("a frame, not the end of the connection").isNotNull();
        assertThat(frame.first()).isEqualTo(TEXT);
        return frame.text();
    }

    /**
     * Waits for the close by the server and returns the code of its Close frame, which is answered; {@link #NO_CODE} without
     * one.
     */
    public int closeCode() throws IOException {
        for (Frame frame; (frame = next()) != null;) {
            if (frame.first() == CLOSE) {
                trySend(CLOSE, frame.payload());
                return frame.payload().length < 2 ? NO_STATUS : ByteBuffer.wrap(frame.payload()).getShort();
            }
        }
        return NO_CODE;
    }

    /** Asserts that the server serves this client. */
    public void assertServed() throws IOException {
        send("4299[\"echo\",\"still here\"]");
        assertThat(text()).isEqualTo("4399[\"still here\"]");
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
