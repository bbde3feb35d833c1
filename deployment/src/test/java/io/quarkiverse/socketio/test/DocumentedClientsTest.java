package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;

/** Runs the clients of the page on clients of the manual, as they are written there. */
class DocumentedClientsTest {
    private static final Path PAGE = Path.of("..", "docs", "modules", "ROOT", "pages", "clients.adoc");
    /** Those that the build of the runtime module fetches. */
    private static final Path PACKAGES = Path.of("..", "runtime", "target", "npm", "node_modules").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(jar -> jar.addClass(Chat.class));

    @TestHTTPResource
    String url;

    @SocketIO("/chat")
    public static class Chat {
        @OnEvent("say")
        String say(Socket socket, String line) {
            socket.emit("line", line + " to all");
            return "ok";
        }
    }

    @Test
    void theJavaScriptClientIsAnswered() throws Exception {
        assumeTrue(isInCi() || isInstalled("node", "--version") && Files.isDirectory(PACKAGES), "missing: node, npm");
        assertThat(printed("javascript", "client.mjs", "node")).isIn("hello to allok", "okhello to all");
    }

    @Test
    void thePythonClientIsAnswered() throws Exception {
        assumeTrue(isInCi() || isInstalled("/usr/bin/python3", "-c", "import socketio, requests, websocket"),
                "missing: python3-socketio");
        assertThat(printed("python", "client.py", "/usr/bin/python3", "-u")).isIn("hello to allok", "okhello to all");
    }

    /**
     * Returns the first two lines that the client prints, without the ends of lines, which Python's threads write after both of
     * their texts at times. The client stays connected.
     */
    private String printed(String language, String file, String... program) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "client");
        Files.createSymbolicLink(directory.resolve("node_modules"), PACKAGES);
        Files.writeString(directory.resolve(file), block(language).replace("http://localhost:8080", url.replaceAll("/$", "")));
        List<String> command = new ArrayList<>(List.of(program));
        command.add(file);
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            return CompletableFuture.supplyAsync(() -> output.lines().limit(2).collect(Collectors.joining()))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("\\[source," + language + "]\\n----\\n(.*?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as("a block of " + language).isTrue();
        return block.group(1);
    }

    private static boolean isInCi() {
        return "true".equals(System.getenv("CI"));
    }

    private static boolean isInstalled(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
