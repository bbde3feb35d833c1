package io.quarkiverse.socketio.it.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Compares exchanges of hand-written bytes with npm's socket.io and with ours: the responses are equal, or one of the pages of
 * differences lists and explains them.
 */
@Requires({ "node", "npm" })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscriptTest {
    private static final Path PAGES = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "internals");
    private static final List<String> NAMES = List.of("differences-from-node.adoc", "differences-in-packets.adoc");

    private final KnownDifferences known = KnownDifferences.of(NAMES.stream().map(PAGES::resolve).toList());
    private Map<String, List<String>> reference = Map.of();
    private Map<String, List<String>> ours = Map.of();
    private List<String> errors = List.of();

    Stream<String> exchanges() {
        run();
        return reference.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void transcriptsDifferFromTheReferenceServerOnlyAsDocumented(String exchange) {
        Difference difference = Difference.of(reference.get(exchange), ours.get(exchange));
        assertThat(difference.toString()).as("difference from the reference server in '%s', as it is in %s", exchange,
                NAMES).isEqualTo(known.of(exchange).toString());
    }

    @Test
    void thePagesListExistingExchangesOnly() {
        run();
        assertThat(reference.keySet()).containsAll(known.exchanges());
    }

    @Test
    void noInputLogsAnError() {
        run();
        assertThat(errors).isEmpty();
    }

    /** Runs both at once, since most of the time is spent waiting. */
    private synchronized void run() {
        if (!reference.isEmpty()) {
            return;
        }
        try (ReferenceServer node = new ReferenceServer();
                AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=t",
                        "-Dquarkus.http.port=0")) {
            int port = Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            CompletableFuture<Map<String, List<String>>> theirs = CompletableFuture.supplyAsync(() -> speak(node.port()));
            ours = speak(port);
            reference = theirs.join();
            errors = app.output().stream().filter(line -> line.contains(" ERROR ")).toList();
        }
    }

    private static Map<String, List<String>> speak(int port) {
        String json = Execution.of(NodeScript.home(), List.of("node", "transcripts.mjs", Integer.toString(port)));
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {
            });
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
