package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Has scripts checked by the programs that run them: one process for all scripts of a language. */
final class DocumentedScripts {
    private static final Pattern SCRIPT = Pattern.compile("<script(?: type=\"\\w+\")?>(.*?)</script>", Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PARSE_PYTHON = """
            import json, sys
            problems = []
            for script in json.load(sys.stdin):
                try:
                    compile(script["text"], script["name"], "exec")
                except SyntaxError as error:
                    problems.append(script["name"] + ": " + str(error))
            print(json.dumps(problems))
            """;

    private DocumentedScripts() {
    }

    /** Runs the blocks of JavaScript, and the scripts in blocks of HTML. */
    static List<String> problemsOfJavaScript(List<ManualBlock> blocks) throws IOException {
        List<Map<String, String>> scripts = blocks.stream().flatMap(DocumentedScripts::scripts).toList();
        return call(scripts, "node", "--no-warnings", "--experimental-vm-modules", resource("manual/run-scripts.mjs"),
                resource("META-INF/socketio-client/socket.io.js"));
    }

    static List<String> problemsOfPython(List<ManualBlock> blocks) throws IOException {
        return call(blocks.stream().map(block -> script(block, block.text())).toList(), "python3", "-c", PARSE_PYTHON);
    }

    /** Parses commands of the shell. */
    static List<String> problemsOfShell(List<ManualBlock> blocks) throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of("bash", "-c",
                "while [ $# -gt 0 ]; do bash -n <<< \"$2\" 2>&1 | sed \"s|^|$1: |\"; shift 2; done", "bash"));
        blocks.forEach(block -> command.addAll(List.of(block.toString(), block.text())));
        output("", command).lines().filter(line -> !line.isBlank()).forEach(problems::add);
        return problems;
    }

    private static Stream<Map<String, String>> scripts(ManualBlock block) {
        if (!block.kind().equals("html")) {
            return Stream.of(script(block, block.text()));
        }
        return SCRIPT.matcher(block.text()).results().map((MatchResult found) -> script(block, found.group(1)));
    }

    private static Map<String, String> script(ManualBlock block, String text) {
        return Map.of("name", block.toString(), "text", text);
    }

    private static String resource(String name) {
        URL found = Objects.requireNonNull(DocumentedScripts.class.getClassLoader().getResource(name),
                () -> name + " is missing: the build takes the client from npm");
        return Path.of(java.net.URI.create(found.toString())).toString();
    }

    private static List<String> call(List<Map<String, String>> scripts, String... command) throws IOException {
        String output = output(JSON.writeValueAsString(scripts), List.of(command));
        try {
            return JSON.readValue(output, new TypeReference<List<String>>() {
            });
        } catch (JsonProcessingException e) {
            throw new IOException(command[0] + " printed " + output, e);
        }
    }

    /** Runs a program; skips the test if it is not installed, but not in CI. */
    private static String output(String input, List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.assumeTrue("true".equals(System.getenv("CI")), "missing: " + command.get(0));
            throw e;
        }
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
