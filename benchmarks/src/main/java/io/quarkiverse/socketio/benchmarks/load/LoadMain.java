package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares servers: all peers of a scenario run at the same time, and get their load in turns, so that a change of the
 * machine's speed affects all of them. See {@link Options#HELP}.
 */
public final class LoadMain {
    private final Options options;
    private boolean failed;

    private LoadMain(Options options) {
        this.options = options;
    }

    public static void main(String[] args) {
        try {
            Options options = new Options(args);
            if (options.has("help")) {
                System.out.print(Options.HELP);
            } else if (options.has("list")) {
                Scenario.all().forEach(
                        s -> System.out.println(s.name() + ": " + s.headline() + " per " + s.unit() + ": " + s.peers()));
            } else {
                new LoadMain(options).run();
            }
            System.exit(0);
        } catch (LoadException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        List<Scenario> selected = Scenario.all().stream().filter(scenario -> options.scenarios().isEmpty()
                || options.scenarios().stream().anyMatch(scenario.name()::startsWith)).toList();
        if (selected.isEmpty()) {
            throw new LoadException("no scenario begins with " + options.scenarios() + "; --list prints all");
        }
        pinGenerator();
        if (selected.stream().anyMatch(scenario -> peers(scenario).stream().anyMatch(name -> name.startsWith("node")))) {
            installNodePackages();
        }
        Report report = new Report(options);
        for (Scenario scenario : selected) {
            List<Result> results = run(scenario, peers(scenario));
            if (!results.isEmpty()) {
                report.add(scenario, results);
            }
        }
        System.out.println("\nJSON and rows of AsciiDoc: " + options.results());
        if (failed) {
            throw new LoadException("some peers FAILED, see above");
        }
    }

    private List<String> peers(Scenario scenario) {
        List<String> peers = new ArrayList<>(options.peers(scenario.peers()));
        if (options.javaVersion() < 21 && peers.removeIf(peer -> peer.endsWith(PeerKind.VIRTUAL_THREAD))) {
            System.out
                    .println(scenario.name() + " without virtual threads: they need JDK 21 or newer, see --jdk");
        }
        return peers;
    }

    /** A peer that fails gets no further load in the scenario, and is reported without values. */
    private List<Result> run(Scenario scenario, List<String> peers) {
        Map<Result, Load> loads = new LinkedHashMap<>();
        List<Result> results = peers.stream().map(Result::new).toList();
        try {
            for (Result result : results) {
                attempt(scenario, result,
                        () -> loads.put(result, scenario.opening().open(PeerKind.of(result.peer(), options), options)));
            }
            int warmUps = scenario.warm() ? (int) Math.ceil(options.warmUp() / options.seconds()) : 0;
            for (int round = -warmUps; round < options.rounds(); round++) {
                System.out.print("\r" + scenario.name() + (round < 0 ? ", warm-up " : ", round ") + round + "   ");
                // each round begins with another peer, so that none always follows the same one
                for (int i = 0; i < results.size(); i++) {
                    turn(scenario, results.get(Math.floorMod(i + round, results.size())), loads, round >= 0);
                }
            }
            return results;
        } finally {
            loads.values().forEach(Load::close);
        }
    }

    private void turn(Scenario scenario, Result result, Map<Result, Load> loads, boolean counts) {
        if (result.failure().isEmpty()) {
            attempt(scenario, result, () -> {
                Map<String, Double> values = loads.get(result).turn(options.seconds());
                if (counts) {
                    result.add(values);
                }
            });
        }
    }

    private void attempt(Scenario scenario, Result result, Runnable step) {
        try {
            step.run();
        } catch (LoadException e) {
            failed = true;
            result.fail(e.getMessage());
            System.out.println("\nFAILED: " + scenario.name() + ", " + result.peer() + ": " + e.getMessage());
        }
    }

    private void pinGenerator() {
        if (!options.generatorCores().isEmpty()) {
            ProcessMeter
                    .output(List.of("taskset", "-a", "-p", "-c", options.generatorCores(), "" + ProcessHandle.current().pid()));
        }
    }

    /** With the versions of package-lock.json, once for each change of the sources. */
    private void installNodePackages() throws IOException {
        Path home = Files.createDirectories(options.nodeHome());
        Path mark = home.resolve("installed.json");
        Path lock = options.module().resolve("src/main/node/package-lock.json");
        try (Stream<Path> sources = Files.list(lock.getParent())) {
            for (Path source : sources.toList()) {
                Files.copy(source, home.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!Files.exists(mark) || Files.mismatch(lock, mark) >= 0) {
            ProcessMeter
                    .output(List.of("npm", "ci", "--prefix", home.toString(), "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.copy(lock, mark, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
