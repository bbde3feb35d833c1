package io.quarkiverse.socketio.it.chaos.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * An HTTP/2 connection whose frames are written by hand. It ignores flow control: its data must fit into the server's initial
 * windows.
 * <p>
 * Thread: the attack's.
 */
final class Http2 {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ACK = 1;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int CANCEL = 8;
    /** The index of the latest field in the table of HPACK, after the 61 of the static table (RFC 7541, 2.3.3). */
    private static final int FIRST_DYNAMIC_INDEX = 62;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RawHttp raw;
    private OutputStream out;
    /** Whether the table of HPACK on the server has the large field. */
    private boolean indexed;
    private int nextStream = 1;

    Http2(Socket socket) throws IOException {
        raw = new RawHttp(socket);
        out = socket.getOutputStream();
        out.write(PREFACE);
    }

    RawHttp raw() {
        return raw;
    }

    /** @param window of each stream for what the server sends; 0: no bytes of any body */
    Http2 settings(int window) throws IOException {
        frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(window).array());
        return this;
    }

    Http2 acknowledgeSettings() throws IOException {
        frame(SETTINGS, ACK, 0);
        return this;
    }

    /** @return the stream */
    int request(String method, String path, int flags) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        frame(HEADERS, flags, stream, head(method, path));
        return stream;
    }

    /** Requests with a field of that length, which is sent once for the connection, and named by its index from then on. */
    int requestWithIndexed(String path, int flags, int length, int times) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(head("GET", path));
        int left = times;
        if (!indexed) {
            indexed = true;
            block.write(0x40); // a literal that is added to the table (RFC 7541, 6.2.1)
            length(block, 1);
            block.write('x');
            length(block, length);
            block.writeBytes("y".repeat(length).getBytes(StandardCharsets.US_ASCII));
            left--;
        }
        while (left-- > 0) {
            block.write(0x80 | FIRST_DYNAMIC_INDEX);
        }
        frame(HEADERS, flags, stream, block.toByteArray());
        return stream;
    }

    /** Sends all frames that the action writes in one piece. */
    void together(Frames action) throws IOException {
        OutputStream socket = out;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        out = all;
        action.write();
        out = socket;
        out.write(all.toByteArray());
    }

    /** Writes frames. */
    @FunctionalInterface
    interface Frames {
        void write() throws IOException;
    }

    Http2 reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
        return this;
    }

    void frame(int type, int flags, int stream, byte... payload) throws IOException {
        out.write(ByteBuffer.allocate(9 + payload.length).put((byte) (payload.length >> 16)).putShort((short) payload.length)
                .put((byte) type).put((byte) flags).putInt(stream).put(payload).array());
    }

    /** Skips received data; waits for the server's first frame. */
    void first() throws IOException {
        DataInputStream in = new DataInputStream(raw.socket().getInputStream());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        in.skipNBytes(6L + length);
    }

    /** Encodes fields as literals without indexing and without the Huffman code (RFC 7541, 6.2.2). */
    static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] bytes = namesAndValues[i].getBytes(StandardCharsets.US_ASCII);
            length(block, bytes.length);
            block.writeBytes(bytes);
        }
        return block.toByteArray();
    }

    private byte[] head(String method, String path) {
        return fields(":method", method, ":path", path, ":scheme", "http", ":authority", "localhost");
    }

    /** Encodes an integer with a prefix of seven bits (RFC 7541, 5.1). */
    private static void length(ByteArrayOutputStream block, int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        for (; rest >= 128; rest >>= 7) {
            block.write(rest & 127 | 128);
        }
        block.write(rest);
    }
}
