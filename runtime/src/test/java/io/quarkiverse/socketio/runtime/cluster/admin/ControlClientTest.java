package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient.Outcome;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

@Timeout(60)
class ControlClientTest {
    private Path directory;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "order"); // a short name
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(WorkerEnvironment.linkSocket(directory)));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        Files.delete(WorkerEnvironment.linkSocket(directory));
        Files.delete(directory);
    }

    private static TerminalCommand.Send command(String text) {
        return (TerminalCommand.Send) TerminalCommand.read(List.of("--cluster=" + text));
    }

    private void answer(boolean ok, String text) {
        CompletableFuture.runAsync(() -> {
            try (SocketChannel client = server.accept()) {
                ByteBuf frame = Unpooled.buffer();
                LinkCodec.encode(new LinkMessage.QueryResponse(1, ok, text), frame);
                client.write(frame.nioBuffer());
                while (client.read(ByteBuffer.allocate(100)) >= 0) {
                    continue;
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void terminalEscapesInRepliesAreRemoved() throws Exception {
        answer(true,
                "w1\tready\r\n\u001b[2J\u001b]0;title\u0007gr\u00fc\u00df \u0432\u0441\u0435\u043c \u4f60\u597d \ud83d\ude00"
                        + " \u202Eevil\u2028\u0085\u009b1m\ud800\u0000.\n");
        assertThat(ControlClient.send(command("status"), directory, LocalUser.uid()))
                .isEqualTo(new Outcome(ExitCode.OK,
                        "w1?ready?\n?[2J?]0;title?gr\u00fc\u00df \u0432\u0441\u0435\u043c \u4f60\u597d \ud83d\ude00 ?evil???1m??."));
    }

    @Test
    void terminalEscapesInReasonsAreRemoved() throws Exception {
        answer(false, "no\u001b[31m");
        assertThat(ControlClient.send(command("scale=0"), directory, LocalUser.uid()))
                .isEqualTo(new Outcome(ExitCode.FAILED, "The primary refuses 'scale 0': no?[31m"));
    }

    @Test
    void repliesAndFailuresAreJsonIfWanted() throws Exception {
        TerminalCommand.Send restart = command("restart");
        assertThat(new Outcome(ExitCode.FAILED, "a \"b\" \\ c\nd\t").json(restart))
                .isEqualTo("{\"command\":\"restart\",\"exitCode\":1,\"message\":\"a \\\"b\\\" \\\\ c\\nd?\"}");
        assertThat(new Outcome(ExitCode.USAGE, "what").json())
                .isEqualTo("{\"command\":\"\",\"exitCode\":2,\"message\":\"what\"}");
        TerminalCommand.Send status = (TerminalCommand.Send) TerminalCommand.read(List.of("--cluster=status", "--json"));
        assertThat(new Outcome(ExitCode.OK, "{\"workers\":2}").json(status))
                .isEqualTo("{\"command\":\"status\",\"exitCode\":0,\"cluster\":{\"workers\":2}}");
        assertThat(new Outcome(ExitCode.NOT_RUNNING, "none").json(status))
                .isEqualTo("{\"command\":\"status\",\"exitCode\":3,\"message\":\"none\"}");
    }

    @Test
    void nothingIsSentToAProcessOfAnotherUser() throws Exception {
        CompletableFuture<Integer> received = CompletableFuture.supplyAsync(() -> {
            try (SocketChannel client = server.accept()) {
                return client.read(ByteBuffer.allocate(100));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThatExceptionOfType(ClusterStartException.class)
                .isThrownBy(() -> ControlClient.send(command("restart"), directory, LocalUser.uid() + 1))
                .withMessage("Another user listens on the cluster's socket in " + directory + ": nothing was sent");
        assertThat(received.get()).isEqualTo(-1);
    }
}
