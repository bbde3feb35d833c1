package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.runtime.bus.SteppedCluster;

/** Tests the time limit of requests to other servers, with three servers in a cluster in memory. */
class ServerSideTimeoutTest {
    private final SteppedCluster cluster = new SteppedCluster();
    private final List<SocketIOFixture> servers = List.of(server("a"), server("b"), server("c"));
    private final ServerImpl io = servers.get(0).io;

    private SocketIOFixture server(String name) {
        SocketIOFixture server = new SocketIOFixture(SocketIOFixture.OPTIONS, null, cluster.join(name));
        server.io.onServerSide("question", (question, ack) -> ack.send(name));
        server.io.of("/chat").onServerSide("question", (question, ack) -> ack.send(name + " of chat"));
        return server;
    }

    private void settle() {
        Random random = new Random(1);
        do {
            servers.forEach(server -> server.loop.runAll());
        } while (cluster.step(random));
        servers.forEach(server -> server.loop.runAll());
    }

    private CompletableFuture<List<String>> ask(Namespace namespace) {
        settle();
        CompletableFuture<List<String>> answers = namespace.serverSideEmitWithAck(Duration.ofSeconds(3), "question")
                .map(all -> all.stream().map(answer -> answer.get(0, String.class)).sorted().toList())
                .subscribeAsCompletionStage();
        settle();
        return answers;
    }

    @Test
    void allServersAnswerInTime() {
        assertThat(ask(io)).isCompletedWithValue(List.of("b", "c"));
        assertThat(ask(io.of("/chat"))).isCompletedWithValue(List.of("b of chat", "c of chat"));
    }

    @Test
    void afterTheGivenTimeTheFailureHasTheAnswersOfTheOthers() {
        settle();
        cluster.mute("c");
        for (Namespace namespace : List.of(io, io.of("/chat"))) {
            CompletableFuture<List<String>> answers = ask(namespace);
            servers.get(0).loop.advance(Duration.ofMillis(2_999));
            assertThat(answers).isNotDone();
            servers.get(0).loop.advance(Duration.ofMillis(1));
            assertThatThrownBy(answers::join).cause().isInstanceOfSatisfying(AckTimeoutException.class, timeout -> {
                assertThat(timeout.responses()).singleElement()
                        .satisfies(answer -> assertThat(answer.get(0, String.class)).startsWith("b"));
                assertThat(timeout.missing()).containsExactly("c");
            });
        }
    }
}
