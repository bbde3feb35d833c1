package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void theWorkersOptionsComeAfterThePrimarysAndBeforeTheProgram() {
        assertThat(worker(List.of("java", "-Xmx1g", "-Dx=y", "-jar", "app.jar", "-Xmx9g"), "-Xmx128m"))
                .containsExactly("-Xmx1g", "-Dx=y", "-Xmx128m", "-XX:ActiveProcessorCount=2", "-jar", "app.jar", "-Xmx9g");
    }

    @Test
    void aClassPathIsKeptWithItsValue() {
        assertThat(worker(List.of("java", "-cp", "a.jar:b.jar", "com.example.Main", "arg"))).containsExactly("-cp",
                "a.jar:b.jar",
                "-XX:ActiveProcessorCount=2", "com.example.Main", "arg");
    }

    @Test
    void whatTwoProcessesCannotShareIsLeftOut() {
        assertThat(worker(List.of("java", "-agentlib:jdwp=transport=dt_socket,address=5005", "-XX:ArchiveClassesAtExit=a.jsa",
                "-Dcom.sun.management.jmxremote.port=9010", "-XX:SharedArchiveFile=a.jsa", "-jar", "app.jar")))
                .containsExactly("-XX:SharedArchiveFile=a.jsa", "-XX:ActiveProcessorCount=2", "-jar", "app.jar");
    }

    @Test
    void aShareOfTheMachineThatIsGivenIsKept() {
        assertThat(worker(List.of("java", "-jar", "app.jar"), "-XX:ActiveProcessorCount=7")).containsExactly(
                "-XX:ActiveProcessorCount=7", "-jar", "app.jar");
    }

    @Test
    void optionsComeBeforeAnArgumentFileBecauseTheProgramMayBeInIt() {
        assertThat(worker(List.of("java", "-Da=b", "@args", "rest"))).containsExactly("-Da=b", "-XX:ActiveProcessorCount=2",
                "@args", "rest");
    }

    @Test
    void theCommandLineOfThisProcessIsKnown() throws Exception {
        assertThat(CommandLine.ofThisProcess()).hasSizeGreaterThan(1).first().asString().contains("java");
    }

    private static List<String> worker(List<String> self, String... options) {
        List<String> command = CommandLine.ofWorker(self, List.of(options), 2);
        assertThat(command.get(0)).endsWith("/bin/java");
        return command.subList(1, command.size());
    }
}
