package io.quarkiverse.socketio.runtime.cluster.admin;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.process.ClusterDirectory;
import io.quarkiverse.socketio.runtime.cluster.process.PortHolder;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * Sends a command from a terminal to the primary: {@code java -jar app.jar --cluster=scale=4} finds the primary of the same
 * user that holds the application's port. It does not connect to processes of other users.
 * <p>
 * Thread: main; it blocks.
 */
public final class ControlClient {
    private static final int SECONDS_TO_ANSWER = 30;

    private ControlClient() {
    }

    /** @param text the reply of the primary, or why there is none */
    public record Outcome(ExitCode code, String text) {

        /** Returns a line of JSON; the text of a query for the state is JSON itself. */
        public String json(TerminalCommand.Send command) {
            boolean state = code == ExitCode.OK && command.query() instanceof Query.State;
            return json(command.text(), state ? "\"cluster\":" + text : "\"message\":" + quoted(text));
        }

        /** Returns a line of JSON for a command line that has no command. */
        public String json() {
            return json("", "\"message\":" + quoted(text));
        }

        private String json(String command, String member) {
            return "{\"command\":" + quoted(command) + ",\"exitCode\":" + code.code() + "," + member + "}";
        }

        private static String quoted(String text) {
            return "\"" + printable(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                    + "\"";
        }
    }

    /**
     * Sends a command to the primary that holds a port.
     *
     * @param port that the primary listens on
     * @param key of the configuration, which names that port
     */
    public static Outcome send(TerminalCommand.Send command, int port, String key) {
        try {
            Optional<Path> directory = ClusterDirectory.ofPrimaryOn(port);
            return directory.isPresent() ? send(command, directory.get(), LocalUser.uid()) : notFound(command, port, key);
        } catch (ClusterStartException | IOException e) {
            return new Outcome(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static Outcome notFound(TerminalCommand.Send command, int port, String key) throws IOException {
        if (port == 0) {
            return new Outcome(ExitCode.NOT_RUNNING,
                    "The port is any free one (" + key + "=0): name that of the cluster with -D" + key);
        }
        OptionalInt holder = PortHolder.userOf(port);
        Optional<Path> directory = holder.isPresent() && holder.getAsInt() != LocalUser.uid()
                ? ClusterDirectory.ofUser(holder.getAsInt())
                : Optional.empty();
        if (directory.isPresent()) {
            String user = Files.getOwner(directory.get(), LinkOption.NOFOLLOW_LINKS).getName();
            return new Outcome(ExitCode.NOT_PERMITTED, "The cluster on port " + port + " is one of user " + user
                    + ", and only that user may send it commands (its control socket is in " + directory.get()
                    + "). Run this as that user, for instance with sudo -u " + (isNumber(user) ? "'#" + user + "'" : user));
        }
        return new Outcome(ExitCode.NOT_RUNNING, "No cluster of this user listens on port " + port
                + (holder.isPresent() ? ", but another process does" : "") + ". Start it without " + TerminalCommand.OPTION
                + "=" + command.text().replace(' ', '=') + ", or name its port with -D" + key
                + (holder.isPresent() ? ", and its directory if it was started with another -Djava.io.tmpdir" : ""));
    }

    private static boolean isNumber(String user) {
        return user.chars().allMatch(Character::isDigit);
    }

    /** @param uid the user to whom the primary must belong */
    static Outcome send(TerminalCommand.Send command, Path directory, int uid) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(WorkerEnvironment.linkSocket(directory)));
            if (!LocalUser.isPeer(uid, channel)) { // another user may have replaced the directory
                throw new ClusterStartException(
                        "Another user listens on the cluster's socket in " + directory + ": nothing was sent");
            }
            return exchange(command, channel);
        }
    }

    private static Outcome exchange(TerminalCommand.Send command, SocketChannel channel) throws IOException {
        write(channel, new LinkMessage.Hello(LinkMessage.Lane.CONTROL, 0, ""));
        write(channel, new LinkMessage.QueryRequest(1, command.query()));
        // a rolling restart may take long, but has limits of its own
        CompletableFuture<Void> limit = command.waits() ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> closeQuietly(channel),
                        CompletableFuture.delayedExecutor(SECONDS_TO_ANSWER, TimeUnit.SECONDS));
        try {
            LinkMessage.QueryResponse response = response(channel);
            if (!response.ok()) {
                return new Outcome(ExitCode.FAILED, (command.waits() ? "The rolling restart has failed: "
                        : "The primary refuses '" + command.text() + "': ") + printable(response.text()));
            }
            return new Outcome(ExitCode.OK, response.text().isEmpty() ? command.text() + ": begun"
                    : printable(response.text()).stripTrailing());
        } catch (ClosedChannelException e) {
            throw new IOException("The primary has not answered within " + SECONDS_TO_ANSWER
                    + " s: it hangs or is stopped. See its log", e);
        } finally {
            limit.cancel(false);
        }
    }

    private static LinkMessage.QueryResponse response(SocketChannel channel) throws IOException {
        while (true) {
            if (LinkCodec.decode(read(channel)) instanceof LinkMessage.QueryResponse response) {
                return response;
            }
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the reader fails in either case
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
            throw new IOException("The answer of the primary cannot be read");
        }
        return Unpooled.wrappedBuffer(readFully(channel, length));
    }

    private static ByteBuffer readFully(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException(
                        "The primary has closed the connection: it has ended, or is of another build. See its log");
            }
        }
        return bytes.flip();
    }
}
