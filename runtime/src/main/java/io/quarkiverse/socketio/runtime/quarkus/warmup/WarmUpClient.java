package io.quarkiverse.socketio.runtime.quarkus.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens connections to a {@link WarmUpServer} and speaks HTTP/1.1 and WebSocket on them: no more than that server answers, and
 * with blocking reads, as a client of its own event loops would have to be compiled as well.
 * <p>
 * Thread: one, which blocks; {@link #close} any.
 */
final class WarmUpClient implements AutoCloseable {
    /** More than any response and message of a warm-up has. */
    private static final int BUFFER_BYTES = 16_384;
    private static final String FIELDS = "Host: localhost\r\nUser-Agent: warm-up\r\nAccept: */*\r\n"
            + "Connection: keep-alive\r\n";

    private final UnixDomainSocketAddress address;
    private final byte[] preamble;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param preamble the first bytes of each connection */
    WarmUpClient(Path socket, byte[] preamble) {
        this.address = UnixDomainSocketAddress.of(socket);
        this.preamble = preamble;
    }

    Connection connect() throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        open.add(channel);
        if (closed) {
            close();
            throw new ClosedChannelException();
        }
        return new Connection(channel);
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes all connections, which ends what blocks; no other can be opened. */
    @Override
    public void close() {
        closed = true;
        open.forEach(WarmUpClient::close);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    /** A connection. */
    final class Connection implements AutoCloseable {
        private static final int OPCODE_CLOSE = 8;
        private static final int FIN = 0x80;
        private static final int MASKED = 0x80;
        private static final int TEXT = 1;
        private static final int BINARY = 2;
        private static final int TWO_BYTES = 126;

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).flip();
        private boolean first = true;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }

        private void write(byte[] bytes) throws IOException {
            byte[] all = bytes;
            if (first) {
                first = false;
                all = new byte[preamble.length + bytes.length];
                System.arraycopy(preamble, 0, all, 0, preamble.length);
                System.arraycopy(bytes, 0, all, preamble.length, bytes.length);
            }
            ByteBuffer out = ByteBuffer.wrap(all);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void get(String target) throws IOException {
            write(("GET " + target + " HTTP/1.1\r\n" + FIELDS + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        void post(String target, String body) throws IOException {
            byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
            write(("POST " + target + " HTTP/1.1\r\n" + FIELDS + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: "
                    + utf8.length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        }

        /** Requests a WebSocket, see {@link #upgraded}. */
        void upgrade(String target) throws IOException {
            write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: warm-up\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Reads the response to {@link #upgrade}. */
        void upgraded() throws IOException {
            String head = head();
            if (!head.startsWith("HTTP/1.1 101 ")) {
                throw new IOException("no WebSocket: " + head);
            }
        }

        /** Reads a response and returns its body. */
        String response() throws IOException {
            String head = head();
            int field = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
            if (!head.startsWith("HTTP/1.1 200 ") || field < 0) {
                throw new IOException("an unexpected response: " + head);
            }
            int start = head.indexOf(':', field) + 1;
            int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)).trim());
            return new String(read(length), StandardCharsets.UTF_8);
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                require(1);
                head.append((char) (in.get() & 0xff));
                if (head.length() > BUFFER_BYTES) {
                    throw new IOException("a response without end");
                }
            }
            return head.toString();
        }

        void sendText(String message) throws IOException {
            send(TEXT, message.getBytes(StandardCharsets.UTF_8));
        }

        void sendBinary(byte[] message) throws IOException {
            send(BINARY, message);
        }

        /** Sends a frame with a mask of zeros, which leaves the bytes as they are. */
        private void send(int opcode, byte[] payload) throws IOException {
            boolean isLong = payload.length >= TWO_BYTES;
            ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) (FIN | opcode));
            if (isLong) {
                frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
            } else {
                frame.put((byte) (MASKED | payload.length));
            }
            frame.putInt(0).put(payload).flip();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            write(bytes);
        }

        /** Reads a message and returns it; a binary one as ISO 8859-1. */
        String message() throws IOException {
            require(2);
            int opcode = in.get() & 0xf;
            int length = in.get() & 0xff;
            if (length == TWO_BYTES) {
                require(2);
                length = in.getShort() & 0xffff;
            }
            byte[] payload = read(length);
            if (opcode == OPCODE_CLOSE) {
                throw new EOFException("the WebSocket is closed");
            }
            return new String(payload, opcode == TEXT ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        }

        /** Reads messages until one begins so, and returns that. */
        String messageOf(String start) throws IOException {
            while (true) {
                String message = message();
                if (message.startsWith(start)) {
                    return message;
                }
            }
        }

        private byte[] read(int length) throws IOException {
            require(length);
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }

        private void require(int bytes) throws IOException {
            if (bytes > BUFFER_BYTES) {
                throw new IOException("a message of " + bytes + " bytes");
            }
            while (in.remaining() < bytes) {
                in.compact();
                int read = channel.read(in);
                in.flip();
                if (read < 0) {
                    throw new EOFException("the server has closed the connection");
                }
            }
        }

        @Override
        public void close() {
            open.remove(channel);
            WarmUpClient.close(channel);
        }
    }
}
