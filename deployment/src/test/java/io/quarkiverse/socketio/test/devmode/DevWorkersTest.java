package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.json.JSONArray;
import org.json.JSONException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;

/** Tests worker processes in dev mode, with real ones. */
class DevWorkersTest {
    private static final String URL = "http://localhost:8092";

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClasses(Greeter.class, ProcessBean.class)
                    .addAsResource(new StringAsset("page before"), "META-INF/resources/page.txt")
                    .addAsResource(new StringAsset("""
                            quarkus.http.port=8092
                            quarkus.socketio.dev.workers=2
                            """), "application.properties"));

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Set<Long> primaries = new TreeSet<>();

    private final HttpClient http = HttpClient.newHttpClient();

    /** For the workers, Quarkus prefers the jar of a module to its classes, also if it is of an earlier build. */
    @BeforeAll
    static void theJarIsOfTheseClasses() throws IOException {
        Path target = Path.of("../runtime/target");
        try (Stream<Path> files = Files.walk(target.resolve("classes"));
                DirectoryStream<Path> jars = Files.newDirectoryStream(target, "quarkus-socketio-*-SNAPSHOT.jar")) {
            long newest = files.mapToLong(file -> file.toFile().lastModified()).max().orElseThrow();
            assertThat(jars).as("jars that are older than the classes: delete them")
                    .allSatisfy(jar -> assertThat(jar.toFile().lastModified()).isGreaterThanOrEqualTo(newest));
        }
    }

    /** Checks that no process remains; the extension has stopped the application. */
    @AfterAll
    static void processesEnd() {
        assertThat(primaries).isNotEmpty()
                .allSatisfy(primary -> ProcessHandle.of(primary).ifPresent(process -> process.onExit().join()));
        assertThat(ProcessHandle.current().children().flatMap(ProcessHandle::children).toList()).isEmpty();
    }

    private static Client client() {
        return Client.connect(URI.create(URL), Client.webSocketOnly());
    }

    /** Returns the process that serves a client. */
    private static long process(Client client) {
        try {
            JSONArray process = (JSONArray) client.ask("process");
            assertThat(process.getString(1)).isEqualTo("127.0.0.1");
            primaries.add(process.getLong(2));
            return process.getLong(0);
        } catch (JSONException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(URL + path)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** One application for all, as it would otherwise be started for each. */
    @TestFactory
    List<DynamicTest> workers() {
        return List.of(
                LimitedTest.of("twoProcessesServeClientsThatReachEachOther", this::twoProcessesServeClientsThatReachEachOther),
                LimitedTest.of("pagesOfDevModeAreThoseOfItsProcess", this::pagesOfDevModeAreThoseOfItsProcess),
                LimitedTest.of("aReloadReplacesTheWorkers", this::aReloadReplacesTheWorkers),
                LimitedTest.of("aChangedFileThatNeedsNoReloadIsServed", this::aChangedFileThatNeedsNoReloadIsServed),
                LimitedTest.of("workersWarnOfMistakesAsDevModeDoes", this::workersWarnOfMistakesAsDevModeDoes),
                LimitedTest.of("workersAreStartedAgainWhenTheirPrimaryIsKilled",
                        this::workersAreStartedAgainWhenTheirPrimaryIsKilled));
    }

    private void twoProcessesServeClientsThatReachEachOther() {
        try (Client one = client(); Client other = client()) {
            long process = process(one);
            assertThat(process(other)).isNotEqualTo(process).isNotEqualTo(ProcessHandle.current().pid());
            Client.Received told = other.received("told");
            one.emit("tell", "news");
            assertThat(told.next()).containsExactly("news");
        }
    }

    private void pagesOfDevModeAreThoseOfItsProcess() throws IOException, InterruptedException {
        assertThat(get("/q/dev-ui/quarkus-socketio/sockets")).contains("Dev UI");
    }

    private void aReloadReplacesTheWorkers() {
        try (Client client = Client.create(URI.create(URL), Client.webSocketOnly())) {
            Client.Received greeting = client.received("greeting");
            client.open();
            assertThat(greeting.next()).containsExactly("before");
            long process = process(client);
            APP.modifySourceFile(Greeter.class, source -> source.replace("before", "after"));
            assertThat(greeting.next()).containsExactly("after");
            assertThat(client.ask("ask")).isEqualTo("answer after");
            assertThat(process(client)).isNotEqualTo(process);
            assertThat(primaries).hasSize(1);
        } finally {
            APP.modifySourceFile(Greeter.class, source -> source.replace("after", "before"));
        }
    }

    private void aChangedFileThatNeedsNoReloadIsServed() throws IOException, InterruptedException {
        assertThat(get("/page.txt")).isEqualTo("page before");
        APP.modifyResourceFile("META-INF/resources/page.txt", text -> "page after");
        await().atMost(LIMIT).until(() -> get("/page.txt").equals("page after"));
    }

    private void workersWarnOfMistakesAsDevModeDoes() {
        PrintStream before = System.out;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        System.setOut(new PrintStream(lines, true, StandardCharsets.UTF_8));
        try (Client client = client()) {
            client.emit("misspelt");
            await().atMost(LIMIT).until(() -> lines.toString(StandardCharsets.UTF_8).contains("No handler of event"));
            assertThat(lines.toString(StandardCharsets.UTF_8)).containsPattern("\\[w[12]] .*WARN .*\"misspelt\"");
        } finally {
            System.setOut(before);
        }
    }

    private void workersAreStartedAgainWhenTheirPrimaryIsKilled() {
        long first;
        try (Client client = client()) {
            first = process(client);
        }
        for (long primary : Set.copyOf(primaries)) {
            ProcessHandle.of(primary).ifPresent(ProcessHandle::destroyForcibly);
        }
        try (Client client = client()) {
            assertThat(process(client)).isNotEqualTo(first);
            assertThat(primaries).hasSize(2);
        }
    }
}
