package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.ApplicationCopy;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests the chat application, also in a browser. */
class ChatTest {
    private static final String APP = "chat";

    @Test
    @Requires({ "node", "npm" })
    void usersOfDifferentWorkersChatAndPresenceIsRightAfterAKill() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.http.port=0")) {
            JsonNode result = NodeScript.run("chat.mjs", "http://127.0.0.1:" + app.port(), "2");
            assertThat(app.output()).filteredOn(line -> line.contains("Announcement: Number 0")).as("in every worker")
                    .hasSize(2).anyMatch(line -> line.startsWith("[w1]")).anyMatch(line -> line.startsWith("[w2]"));
            app.awaitLine("pid " + result.path("killed").asLong() + " was ended by signal 9");
        }
    }

    @Test
    @Requires({ "node", "npm" })
    void usersOfOneProcessChat() {
        try (AppProcess app = startProcess(AppProcess.packaged(APP))) {
            assertThat(NodeScript.run("chat.mjs", url(app), "1").path("workers").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void twoBrowserTabsChatAndOneReconnectsAfterItsWorkerIsKilled() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.http.port=0")) {
            assertThat(NodeScript.run("browser.mjs", "http://127.0.0.1:" + app.port()).path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void onAPhoneTheMessagesComeFirstAndOnADesktopTheRoomsAreBesideThem() {
        try (AppProcess app = startProcess(AppProcess.packaged(APP))) {
            assertThat(NodeScript.run("chat-layout.mjs", url(app)).path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void thePageSaysThatTheBrowserClientIsNotServed() {
        try (AppProcess app = startProcess(AppProcess.packaged(APP), "-Dquarkus.socketio.serve-client=false")) {
            assertTold(app, "The server does not serve /socket.io/socket.io.min.js (quarkus.socketio.serve-client).");
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void thePageSaysThatTheBrowserClientIsMissingInABuildWithoutNpm(@TempDir Path directory) throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged(APP), directory.resolve("app"));
        String reason = reasonOfABuildWithoutNpm();
        replaceClientFiles(jar.resolveSibling("lib").resolve("main"), reason);
        try (AppProcess app = startProcess(jar)) {
            assertTold(app, reason + " Install Node.js, which brings npm, and build again.");
        }
    }

    private static AppProcess startProcess(Path jar, String... options) {
        return AppProcess.start(jar, Stream.concat(Stream.of(options),
                Stream.of("-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.enabled=false")).toArray(String[]::new));
    }

    private static String url(AppProcess app) {
        return app.awaitLine("Listening on: (http://\\S+)").group(1);
    }

    private static void assertTold(AppProcess app, String text) {
        assertThat(NodeScript.run("chat-client-missing.mjs", url(app)).path("told").asText()).isEqualTo(text);
    }

    /** Returns the text that the build of the extension puts in the place of the client, from its source. */
    private static String reasonOfABuildWithoutNpm() throws IOException {
        String build = Files
                .readString(AppProcess.MODULES.resolve(Path.of("..", "runtime", "src", "main", "npm", "build.xml")));
        Matcher text = Pattern.compile("<property name=\"text\"\\s+value=\"([^\"]+)\"").matcher(build);
        assertThat(text.find()).isTrue();
        assertThat(build).contains("else=\"npm was not found\"");
        return text.group(1).replace("${reason}", "npm was not found");
    }

    /** Makes the jar of the extension what a build without npm makes. */
    private static void replaceClientFiles(Path libraries, String reason) throws IOException {
        Path extension;
        try (Stream<Path> jars = Files.list(libraries)) {
            extension = jars
                    .filter(jar -> jar.getFileName().toString().matches("io\\.quarkiverse\\.socketio\\.quarkus-socketio-\\d.*"))
                    .findFirst().orElseThrow();
        }
        try (FileSystem files = FileSystems.newFileSystem(extension)) {
            Path directory = files.getPath("META-INF", "socketio-client");
            List<Path> delivered;
            try (Stream<Path> all = Files.list(directory)) {
                delivered = all.toList();
            }
            assertThat(delivered).isNotEmpty();
            for (Path file : delivered) {
                Files.delete(file);
            }
            Files.writeString(directory.resolve("MISSING"), reason + System.lineSeparator());
        }
    }
}
