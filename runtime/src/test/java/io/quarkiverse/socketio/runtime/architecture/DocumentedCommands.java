package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.socketio.runtime.cluster.admin.TerminalCommand;

/** Tests commands in blocks of the shell: those of this project have options, classes and modules that exist. */
final class DocumentedCommands {
    /** Programs of others, of which only the syntax is tested. */
    private static final Set<String> OTHERS = Set.of("cd", "cp", "curl", "exit", "ln", "mkdir", "mv", "npm", "quarkus", "tar");

    private static final Pattern PARTS = Pattern.compile("&&|\\|\\||\\n");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_0-9]+=.*");
    private static final Pattern DEFINITION = Pattern.compile("-D([\\w.-]+)(?:=(.*))?");
    private static final Pattern QUARKUS_GOAL = Pattern.compile("io\\.quarkus\\.platform:quarkus-maven-plugin:([^:]+):create");
    private static final String BENCHMARKS = "benchmarks/target/benchmarks.jar";
    private static final Path BENCHMARK_OPTIONS = ManualBlock.PROJECT
            .resolve("benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/load/Options.java");
    private static final Set<String> OF_MAVEN = Set.of("skipTests", "test", "surefire.failIfNoSpecifiedTests", "gpg.skip");

    private final DocumentedConfiguration configuration;
    private final List<Path> tests;
    private final String poms;
    private final String benchmarkOptions;
    private final String triedVersions;

    DocumentedCommands(DocumentedConfiguration configuration) throws IOException {
        this.configuration = configuration;
        try (Stream<Path> files = Files.walk(ManualBlock.PROJECT)) {
            List<Path> all = files.filter(file -> !ManualBlock.PROJECT.relativize(file).toString().contains("target")).toList();
            this.tests = all.stream().filter(file -> file.toString().endsWith("Test.java")).toList();
            StringBuilder text = new StringBuilder();
            for (Path pom : all.stream().filter(file -> file.endsWith("pom.xml")).toList()) {
                text.append(Files.readString(pom));
            }
            this.poms = text.toString();
            this.benchmarkOptions = Files.readString(BENCHMARK_OPTIONS);
            this.triedVersions = Files.readString(ManualBlock.PROJECT.resolve("docs/modules/ROOT/pages/index.adoc"));
        }
    }

    List<String> problems(ManualBlock block) {
        List<String> problems = new ArrayList<>();
        for (String part : PARTS.split(block.text().replace("\\\n", " ").replaceAll("(?m)(^|\\s)#.*$", ""))) {
            List<String> words = new ArrayList<>(
                    WORD.matcher(part).results().map(word -> word.group().replaceAll("[\"']", "")).toList());
            while (!words.isEmpty() && VARIABLE.matcher(words.get(0)).matches()) {
                words.remove(0);
            }
            if (!words.isEmpty()) {
                problemsOf(words).forEach(problem -> problems.add(block + ": " + problem));
            }
        }
        return problems;
    }

    private List<String> problemsOf(List<String> words) {
        String program = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        if (program.equals("java")) {
            return problemsOfJava(arguments);
        } else if (program.equals("node")) {
            return arguments.stream().filter(file -> !Files.isRegularFile(ManualBlock.PROJECT.resolve(file)))
                    .map(file -> "there is no script " + file).toList();
        } else if (program.equals("./mvnw")) {
            return problemsOfMaven(arguments);
        } else if (program.equals("mvn")) {
            return arguments.stream().map(QUARKUS_GOAL::matcher).filter(Matcher::matches)
                    .filter(goal -> !triedVersions.contains("\n| " + goal.group(1) + " | "))
                    .map(goal -> "index.adoc does not say that version " + goal.group(1) + " of Quarkus was tried").toList();
        } else if (OTHERS.contains(program) || Files.isExecutable(ManualBlock.PROJECT.resolve(program))) {
            return List.of();
        }
        return List.of("there is no rule for the program " + program + ": add it to " + getClass().getSimpleName());
    }

    /** The application, a command for its cluster, or the benchmarks. */
    private List<String> problemsOfJava(List<String> arguments) {
        int jar = arguments.indexOf("-jar");
        if (jar < 0 || jar + 1 == arguments.size()) {
            return List.of("java without -jar and a file");
        }
        List<String> problems = new ArrayList<>(configuration.problems(definitions(arguments.subList(0, jar))));
        List<String> rest = arguments.subList(jar + 2, arguments.size());
        if (arguments.get(jar + 1).equals(BENCHMARKS)) {
            problems.addAll(problemsOfBenchmarks(rest));
            return problems;
        }
        TerminalCommand command = TerminalCommand.read(rest);
        if (command instanceof TerminalCommand.Misuse misuse) {
            problems.add(misuse.problem());
        } else if (command instanceof TerminalCommand.None && !rest.isEmpty()) {
            problems.add("the application has no arguments " + rest);
        }
        return problems;
    }

    private List<String> problemsOfBenchmarks(List<String> arguments) {
        return arguments.stream().filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.replaceFirst("=.*", ""))
                .filter(option -> !Pattern.compile(option + "\\b").matcher(benchmarkOptions).find())
                .map(option -> "the benchmarks have no option " + option).toList();
    }

    private List<String> problemsOfMaven(List<String> arguments) {
        List<String> problems = new ArrayList<>();
        Map<String, String> keys = definitions(arguments);
        problems.addAll(configuration.problems(keys.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("quarkus.") && !entry.getKey().equals("quarkus.test.arg-line"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        problems.addAll(configuration.problems(
                definitions(Arrays.asList(keys.getOrDefault("quarkus.test.arg-line", "").split(" ")))));
        problems.addAll(problemsOfBenchmarks(List.of(keys.getOrDefault("load.args", "").split(" "))));
        keys.keySet().stream().filter(key -> !key.startsWith("quarkus.") && !OF_MAVEN.contains(key) && !poms.contains(key))
                .forEach(key -> problems.add("no pom has a property " + key));
        for (String name : keys.getOrDefault("test", "").split(",")) {
            if (!name.isEmpty() && tests.stream().noneMatch(file -> matches(file, name))) {
                problems.add("there is no test " + name);
            }
        }
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-pl") || argument.equals("-f")) {
                Stream.of(arguments.get(i + 1).split(","))
                        .filter(module -> !Files.isRegularFile(ManualBlock.PROJECT.resolve(module).resolve("pom.xml")))
                        .forEach(module -> problems.add("there is no module " + module));
            } else if (argument.startsWith("-P") && !poms.contains("<id>" + argument.substring(2) + "</id>")) {
                problems.add("no pom has a profile " + argument.substring(2));
            }
        }
        return problems;
    }

    private static boolean matches(Path test, String pattern) {
        return test.getFileName().toString().matches(pattern.replace("*", ".*") + "\\.java");
    }

    private static Map<String, String> definitions(List<String> arguments) {
        return arguments.stream().map(DEFINITION::matcher).filter(Matcher::matches)
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2) == null ? "" : found.group(2)));
    }
}
