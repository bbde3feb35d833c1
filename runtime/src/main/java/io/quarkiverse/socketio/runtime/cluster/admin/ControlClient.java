package io.quarkiverse.socketio.runtime.cluster.admin;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.process.ClusterDirectory;
import io.quarkiverse.socketio.runtime.cluster.process.CommandLine;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * Sends a command from a terminal to the primary: {@code java -jar app.jar --cluster=scale=4} finds the primary of the same
 * user that holds the application's port. It does not connect to processes of other users.
 * <p>
 * Thread: main; it blocks.
 */
public final class ControlClient {
    private static final String OPTION = "--cluster=";

    private ControlClient() {
    }

    /** Returns the command on this process' command line; {@code scale=4} is {@code scale 4}. */
    public static Optional<String> command() throws IOException {
        List<String> arguments = CommandLine.programArguments(CommandLine.ofThisProcess());
        return arguments.stream().filter(argument -> argument.startsWith(OPTION)).findFirst()
                .map(argument -> argument.substring(OPTION.length()).replace('=', ' ').replace(',', ' '));
    }

    /**
     * Sends a command to the primary that holds a port.
     *
     * @param port that the primary listens on
     * @param key of the configuration, which names that port
     * @return the reply of the primary
     * @throws ClusterStartException when there is no such primary, or it refuses
     */
    public static String send(String command, int port, String key) throws IOException {
        Path directory = ClusterDirectory.ofPrimaryOn(port).orElseThrow(() -> new ClusterStartException(
                "No cluster of this user listens on port " + port + ". Start it without " + OPTION + command.replace(' ', '=')
                        + ", or name its port with -D" + key));
        return send(command, directory, LocalUser.uid());
    }

    /** @param uid the user to whom the primary must belong */
    static String send(String command, Path directory, int uid) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(WorkerEnvironment.linkSocket(directory)));
            if (!LocalUser.isPeer(uid, channel)) { // another user may have replaced the directory
                throw new ClusterStartException(
                        "Another user listens on the cluster's socket in " + directory + ": nothing was sent");
            }
            write(channel, new LinkMessage.Hello(LinkMessage.Lane.CONTROL, 0, ""));
            write(channel, new LinkMessage.QueryRequest(1, QueryText.read(command)));
            while (true) {
                if (LinkCodec.decode(read(channel)) instanceof LinkMessage.QueryResponse response) {
                    if (response.ok()) {
                        return response.text().isEmpty() ? command + ": begun" : printable(response.text()).stripTrailing();
                    }
                    throw new ClusterStartException("The primary refuses '" + command + "': " + printable(response.text()));
                }
            }
        }
    }

    /**
     * Replaces all but letters, marks, numbers, punctuation, symbols, spaces and line feeds: the rest could move the cursor or
     * hide text.
     */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().map(c -> c == '\n' || isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
        return printable.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static void write(SocketChannel channel, LinkMessage message) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        LinkCodec.encode(message, frame);
        ByteBuffer bytes = frame.nioBuffer();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuf read(SocketChannel channel) throws IOException {
        int length = readFully(channel, LinkCodec.LENGTH_BYTES).getInt();
        if (length < 0 || length > LinkCodec.MAX_FRAME) {
            throw new IOException("the answer of the primary cannot be read");
        }
        return Unpooled.wrappedBuffer(readFully(channel, length));
    }

    private static ByteBuffer readFully(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the primary has closed the connection");
            }
        }
        return bytes.flip();
    }
}
