package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final String EXIT = "-XX:+ExitOnOutOfMemoryError";

    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin"));

    @ParameterizedTest
    @ValueSource(strings = { "-XX:+ExitOnOutOfMemoryError", "-XX:-ExitOnOutOfMemoryError", "-XX:+CrashOnOutOfMemoryError",
            "-XX:-CrashOnOutOfMemoryError", "-XX:OnOutOfMemoryError=kill -9 %p" })
    void configuredOutOfMemoryOptionsAreKept(String said) {
        assertThat(worker(List.of("java", said, "-jar", "app.jar"))).containsExactly(said, "-XX:ActiveProcessorCount=2", "-jar",
                "app.jar");
        assertThat(worker(List.of("java", "-jar", "app.jar"), said)).containsExactly(said, "-XX:ActiveProcessorCount=2", "-jar",
                "app.jar");
        for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
            environment.put(variable, "-Dx=y " + said);
            assertThat(worker(List.of("java", "-jar", "app.jar"))).as(variable).containsExactly("-XX:ActiveProcessorCount=2",
                    "-jar", "app.jar");
            environment.remove(variable);
        }
    }

    @Test
    void heapDumpOptionsAndProgramArgumentsAreNoOutOfMemoryOptions() {
        environment.put("JDK_JAVA_OPTIONS", "-XX:+HeapDumpOnOutOfMemoryError");
        environment.put("OTHER", "-XX:-ExitOnOutOfMemoryError");
        assertThat(worker(List.of("java", "-XX:+HeapDumpOnOutOfMemoryError", "-jar", "app.jar", "-XX:-ExitOnOutOfMemoryError")))
                .contains(EXIT);
    }

    @Test
    void workerOptionsFollowThoseOfThePrimaryAndPrecedeTheProgram() {
        assertThat(worker(List.of("java", "-Xmx1g", "-Dx=y", "-jar", "app.jar", "-Xmx9g"), "-Xmx128m"))
                .containsExactly("-Xmx1g", "-Dx=y", "-Xmx128m", "-XX:ActiveProcessorCount=2", EXIT, "-jar", "app.jar",
                        "-Xmx9g");
    }

    @Test
    void aClassPathIsKeptWithItsValue() {
        assertThat(worker(List.of("java", "-cp", "a.jar:b.jar", "com.example.Main", "arg"))).containsExactly("-cp",
                "a.jar:b.jar",
                "-XX:ActiveProcessorCount=2", EXIT, "com.example.Main", "arg");
    }

    @Test
    void optionsThatProcessesCannotShareAreOmitted() {
        assertThat(worker(List.of("java", "-agentlib:jdwp=transport=dt_socket,address=5005", "-XX:ArchiveClassesAtExit=a.jsa",
                "-Dcom.sun.management.jmxremote.port=9010", "-XX:SharedArchiveFile=a.jsa", "-jar", "app.jar")))
                .containsExactly("-XX:SharedArchiveFile=a.jsa", "-XX:ActiveProcessorCount=2", EXIT, "-jar", "app.jar");
    }

    @Test
    void aConfiguredProcessorCountIsKept() {
        assertThat(worker(List.of("java", "-jar", "app.jar"), "-XX:ActiveProcessorCount=7")).containsExactly(
                "-XX:ActiveProcessorCount=7", EXIT, "-jar", "app.jar");
    }

    @Test
    void optionsPrecedeAnArgumentFile() {
        assertThat(worker(List.of("java", "-Da=b", "@args", "rest"))).containsExactly("-Da=b", "-XX:ActiveProcessorCount=2",
                EXIT,
                "@args", "rest");
    }

    @Test
    void theArchiveNextToTheJarIsUsedUnlessOneIsConfigured(@TempDir Path home) throws IOException {
        String jar = home.resolve("quarkus-run.jar").toString();
        assertThat(CommandLine.archiveOption(List.of("java", "-jar", jar))).isEmpty();
        Path archive = Files.createFile(home.resolve("app-cds.jsa"));
        assertThat(CommandLine.archiveOption(List.of("java", "-jar", jar))).containsExactly("-XX:SharedArchiveFile=" + archive);
        assertThat(CommandLine.archiveOption(List.of("java", "-Xshare:off", "-jar", jar))).isEmpty();
        assertThat(CommandLine.archiveOption(List.of("java", "-XX:SharedArchiveFile=other.jsa", "-jar", jar))).isEmpty();
        assertThat(CommandLine.archiveOption(List.of("java", "-cp", jar, "Main"))).isEmpty();
    }

    @Test
    void theCommandLineOfThisProcessIsKnown() throws Exception {
        assertThat(CommandLine.ofThisProcess()).hasSizeGreaterThan(1).first().asString().contains("java");
    }

    private List<String> worker(List<String> self, String... options) {
        List<String> command = CommandLine.ofWorker(self, List.of(options), environment, 2);
        assertThat(command.get(0)).endsWith("/bin/java");
        return command.subList(1, command.size());
    }

    @ParameterizedTest
    @ValueSource(strings = { "-Xmx64m", "-mx64m", "-Xms1g", "-XX:MaxHeapSize=64m", "-XX:MaxRAMPercentage=50", "-XX:MaxRAM=1g",
            "-XX:MaxRAMFraction=2", "-XX:MinRAMPercentage=50", "-XX:InitialRAMPercentage=50", "-XX:InitialHeapSize=1g" })
    void anOptionForTheHeapIsFoundWhereverItIs(String option, @TempDir Path directory) throws IOException {
        List<String> none = List.of("java", "-cp", "x", "-Dmx=-Xm", "-jar", "app.jar", "-Xmx1g");
        assertThat(CommandLine.hasHeapOption(none, List.of("-Dy"), Map.of())).isFalse();
        assertThat(CommandLine.hasHeapOption(List.of("java", "-cp", "x", option, "-jar", "app.jar"), List.of(), Map.of()))
                .isTrue();
        assertThat(CommandLine.hasHeapOption(none, List.of("-Dy", option), Map.of())).isTrue();
        for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
            assertThat(CommandLine.hasHeapOption(none, List.of(), Map.of(variable, "-Da=b " + option))).isTrue();
        }
        Path file = Files.writeString(directory.resolve("options"), "-Da=b\n" + option + "\n-jar app.jar");
        assertThat(CommandLine.hasHeapOption(List.of("java", "-Dx", "@" + file), List.of(), Map.of())).isTrue();
    }
}
