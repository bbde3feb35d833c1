package io.quarkiverse.socketio.it.codestart;

import static io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartCatalog.Language.JAVA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartProjectInput;
import io.quarkus.devtools.project.BuildTool;
import io.quarkus.devtools.testing.codestarts.QuarkusCodestartTest;
import io.quarkus.devtools.testing.codestarts.QuarkusCodestartTesting;
import io.quarkus.maven.dependency.ArtifactCoords;

/** The application that {@code quarkus create app -x socketio} creates. */
class CodestartTest {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

    @RegisterExtension
    static final QuarkusCodestartTest CODESTART = QuarkusCodestartTest.builder().languages(JAVA)
            .setupStandaloneExtensionTest("io.quarkiverse.socketio:quarkus-socketio").build();

    @BeforeAll
    static void copyTheExtension() {
        BuiltArtifacts.copy();
    }

    @Test
    void handlersAndTestsAreInThePackageOfTheApplication() throws Throwable {
        CODESTART.assertThatGeneratedFile(JAVA, "src/main/java/ilove/quark/us/Chat.java").content()
                .contains("package ilove.quark.us;", "@SocketIO", "@OnEvent(\"say\")");
        CODESTART.assertThatGeneratedFile(JAVA, "src/test/java/ilove/quark/us/ChatTest.java").content()
                .contains("import ilove.quark.us.Chat.Line;", "SocketIOTestClient");
    }

    @Test
    void thePageUsesTheClientThatTheServerDelivers() throws Throwable {
        CODESTART.assertThatGeneratedFile(JAVA, "src/main/resources/META-INF/resources/chat.html").content()
                .contains("<script src=\"/socket.io/socket.io.js\">", "socket.emit(\"say\"");
    }

    @Test
    void thePomHasTheClientForTestsInTheVersionOfTheExtension() throws Throwable {
        String version = BuiltArtifacts.VERSION;
        CODESTART.assertThatGeneratedFile(JAVA, "pom.xml").content()
                .containsPattern("<artifactId>quarkus-socketio</artifactId>\\s*<version>" + version + "</version>")
                .containsPattern("<artifactId>quarkus-socketio-test</artifactId>\\s*<version>" + version
                        + "</version>\\s*<scope>test</scope>");
    }

    /** The page gradle.adoc shows these lines of the file. */
    @Test
    void theFileOfGradleHasTheDependenciesOfTheManual(@TempDir Path project) throws Throwable {
        generate(BuildTool.GRADLE_KOTLIN_DSL, project);
        Matcher block = Pattern.compile("\\[source,gradle]\\n----\\n(.+?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(BuiltArtifacts.ROOT.resolve("docs/modules/ROOT/pages/gradle.adoc")));
        assertThat(block.find()).isTrue();
        List<String> documented = block.group(1).lines().map(String::strip).toList();
        assertThat(Files.readAllLines(project.resolve("build.gradle.kts"))).map(String::strip).containsAll(documented);
    }

    @Test
    @Tag("long")
    void theApplicationIsBuiltAndItsTestPasses() throws Throwable {
        Path project = Path.of("target", "generated-application").toAbsolutePath();
        FileUtils.deleteDirectory(project.toFile());
        generate(BuildTool.MAVEN, project);
        try {
            build(project, "-o");
        } catch (AssertionError e) {
            build(project, "-U"); // its plugins may not be in the local repository
        }
        assertThat(project.resolve("target/surefire-reports/org.acme.ChatTest.txt")).content()
                .contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    }

    private static void generate(BuildTool tool, Path project) throws IOException {
        Map<String, Object> data = QuarkusCodestartTesting.getRealTestInputData(CODESTART.getExtensionsCatalog(), Map.of());
        CODESTART.getQuarkusCodestartCatalog().createProject(QuarkusCodestartProjectInput.builder().buildTool(tool)
                .addExtension(ArtifactCoords.jar("io.quarkiverse.socketio", "quarkus-socketio", BuiltArtifacts.VERSION))
                .addData(data).addBoms(QuarkusCodestartTesting.getBoms(data)).build()).generate(project);
    }

    private static void build(Path project, String network) {
        String mvnw = BuiltArtifacts.ROOT.resolve("mvnw").toString();
        List<String> command = new ArrayList<>(
                List.of("sh", mvnw, network, "-B", "-q", "verify", "-Dquarkus.http.test-port=0"));
        command.addAll(BuiltArtifacts.asOptions());
        Execution.of(project, BUILD_LIMIT, command);
    }
}
