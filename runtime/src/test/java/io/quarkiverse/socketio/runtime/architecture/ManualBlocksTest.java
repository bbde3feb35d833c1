package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All blocks of code in the manual and in the Markdown files are compiled, run or read as their readers would. */
class ManualBlocksTest {
    private static ManualRules rules;

    @BeforeAll
    static void readRules() throws IOException {
        rules = new ManualRules();
    }

    private static Map<String, List<ManualBlock>> byKind() throws IOException {
        return ManualBlock.all().stream().collect(Collectors.groupingBy(ManualBlock::kind, TreeMap::new, Collectors.toList()));
    }

    static List<String> kinds() throws IOException {
        return List.copyOf(byKind().keySet());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void allBlocksOfThisKindAreCorrect(String kind) throws IOException {
        assertThat(rules.problems(kind, byKind().get(kind))).isEmpty();
    }

    @Test
    void allPagesAreRead() throws IOException {
        assertThat(ManualBlock.all()).hasSizeGreaterThan(160).extracting(ManualBlock::page)
                .contains("handlers.adoc", "internals/differences-from-node.adoc", "README.md", "benchmarks/README.md",
                        "examples/chat/README.md", "examples/todos/README.md", "examples/whiteboard/README.md");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "java | socket.emitt(\"x\"); | cannot find symbol",
            "java | int x = \"a\"; | incompatible types",
            "javascript | socket.emitt(1); | socket.emitt is not a function",
            "javascript | socket.emit(1 | missing )",
            "kotlin | fun f(): Int = socket | unresolved reference",
            "html | <script>io().emitt(1);</script> | emitt is not a function",
            "python | print(1 | was never closed",
            "properties | quarkus.socketio.clustr.enabled=true | quarkus.socketio.clustr.enabled",
            "properties | quarkus.socketio.ping-interval=soon | quarkus.socketio.ping-interval",
            "properties | quarkus.socketio.origins=example.com | has no scheme",
            "properties | quarkus.http.prt=80 | quarkus.http.prt",
            "properties | quarkus.nonsense=1 | quarkus.nonsense",
            "properties | server.port=1 | no key of Quarkus",
            "shell | if true; echo | syntax error",
            "shell | java -jar quarkus-run.jar --cluster=statuss | statuss",
            "shell | java -jar quarkus-run.jar --cluster=status --jsn | no option --jsn",
            "shell | java -jar benchmarks/target/benchmarks.jar --lst | no option --lst",
            "shell | ./mvnw verify -Dload.args=--quik | no option --quik",
            "shell | java -Dquarkus.socketio.ping-timeout=x -jar a.jar | quarkus.socketio.ping-timeout",
            "shell | ./mvnw verify -Dtest=NoSuchTest | no test NoSuchTest",
            "shell | ./mvnw verify -pl nothing | no module nothing",
            "shell | ./mvnw package -f examples/nothing | no module examples/nothing",
            "shell | npm ci && node examples/nothing.js | no script examples/nothing.js",
            "shell | ./mvnw verify -Pnothing | no pom has a profile nothing",
            "shell | ./mvnw verify -Dchaos.sed=1 | no pom has a property chaos.sed",
            "shell | mvn io.quarkus.platform:quarkus-maven-plugin:2.0:create | that version 2.0 of Quarkus was tried",
            "shell | frobnicate | no rule for the program frobnicate",
            "shell | QUARKUS_SOCKETIO_CLUSTR_ENABLED=true java -jar a.jar | no key has the environment variable",
            "yaml | name: QUARKUS_REDIS_HOST | no key has the environment variable QUARKUS_REDIS_HOST",
            "json | {\"a\":} | Unexpected character",
            "xml | <a></b> | must be terminated",
            "output | a line that no class of this project ever prints | nothing prints",
            "ini | [Service] | write it to a file in attachments",
            "nginx | server {} | needs a test that runs it",
            "rust | fn main() {} | no test knows blocks of the kind rust" })
    void mistakesAreFound(String kind, String text, String problem) throws IOException {
        ManualBlock block = new ManualBlock("page.adoc", 7, kind, text + "\n", false);
        assertThat(rules.problems(kind, List.of(block))).isNotEmpty().first().asString()
                .contains(problem).satisfies(found -> assertThat(found).contains("page.adoc:7"));
    }

    @Test
    void blocksHaveTheirLineAndLanguage() throws IOException {
        assertThat(ManualBlock.of("page.adoc",
                List.of("text", "[source,java]", ".Title", "----", "one", "two", "----", "[source]",
                        "----", "three", "----", "....", "four", "....", "```sh", "five", "```")))
                .extracting(block -> block + " " + block.kind() + " " + block.text().strip().replace('\n', ' '))
                .containsExactly("page.adoc:5 java one two", "page.adoc:10 output three", "page.adoc:13 literal four",
                        "page.adoc:16 sh five");
    }

    @Test
    void includesThatLeadNowhereAndBlocksWithoutAnEndAreErrors() {
        for (List<String> lines : List.of(List.of("----", "include::example$nowhere.java[]", "----"),
                List.of("----", "include::example$tested-app-pom.xml[tag=nothing]", "----"), List.of("----", "open"),
                List.of("[source,java]", "int x;"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> ManualBlock.of("page.adoc", lines))
                    .withMessageContaining("page.adoc");
        }
    }
}
