package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of the command line: names of scenarios, and {@code --name=value}.
 * <p>
 * Thread: any; does not change.
 */
final class Options {
    static final String HELP = """
            java -jar benchmarks.jar [options] [scenarios]

            A scenario is selected by its name or the beginning of its name; without any, all run.
              --list                 prints scenarios, their units and peers
              --quick                short turns and few clients, to check the harness; the values mean nothing
              --rounds=9             turns of each peer
              --seconds=5            length of a turn
              --warm-up=60           seconds of load of each peer before the first round
              --rate=25000           events a second of echo-load: about 20 % of what one processor serves
              --scale=1              multiplies the numbers of clients
              --peers=a,b            only these peers
              --server-cores=0       processors of the servers; "none" pins nothing
              --generator-cores=1-   processors of this program
              --before=<jar>         quarkus-run.jar of this module's application in another build: each peer "ours..." is
                                     compared with "before..."
              --jdk=<directory>      JDK of the Java servers; default: that of this program
              --jvm=<options>        further options of their JVMs, separated by blanks
              --out=<directory>      results; default: target/load of the module
            """;
    private static final Set<String> NAMES = Set.of("list", "help", "quick", "rounds", "seconds", "warm-up", "rate", "scale",
            "peers",
            "server-cores", "generator-cores", "before", "jdk", "jvm", "out");
    private final Map<String, String> values = new HashMap<>();
    private final List<String> scenarios = new ArrayList<>();
    private final Path module = Files.isDirectory(Path.of("benchmarks")) ? Path.of("benchmarks").toAbsolutePath()
            : Path.of("").toAbsolutePath();

    Options(String... args) {
        for (String arg : args) {
            if (!arg.startsWith("--")) {
                scenarios.add(arg);
                continue;
            }
            String[] parts = arg.substring(2).split("=", 2);
            if (!NAMES.contains(parts[0])) {
                throw new LoadException("there is no option " + arg + "\n" + HELP);
            }
            values.put(parts[0], parts.length > 1 ? parts[1] : "true");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    private double number(String name, double normal, double quick) {
        String value = values.get(name);
        return value != null ? Double.parseDouble(value) : has("quick") ? quick : normal;
    }

    List<String> scenarios() {
        return scenarios;
    }

    int rounds() {
        return (int) number("rounds", 9, 2);
    }

    double seconds() {
        return number("seconds", 5, 1);
    }

    double warmUp() {
        return number("warm-up", 60, 1);
    }

    /** Returns the events a second of {@code echo-load}. */
    double rate() {
        return number("rate", 25_000, 2_000);
    }

    /** Returns a number of clients after scaling. */
    int clients(int normal) {
        return Math.max(1, (int) (normal * number("scale", 1, 0.1)));
    }

    /** Returns the peers of a scenario that are to run. */
    List<String> peers(List<String> ofScenario) {
        List<String> wanted = has("peers") ? List.of(values.get("peers").split(",")) : ofScenario;
        List<String> peers = new ArrayList<>();
        for (String peer : ofScenario) {
            if (wanted.contains(peer) && has("before") && peer.startsWith(PeerKind.OURS)) {
                peers.add(peer.replace(PeerKind.OURS, PeerKind.BEFORE));
            }
            if (wanted.contains(peer)) {
                peers.add(peer);
            }
        }
        return peers;
    }

    /** Returns the application's jar in the build to compare with. */
    Path before() {
        return Path.of(values.get("before")).toAbsolutePath();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Returns the processors of the servers; empty if they are not pinned. */
    String serverCores() {
        return cores("server-cores", "0");
    }

    /** Returns the processors of the generator; empty if it is not pinned. */
    String generatorCores() {
        return cores("generator-cores", "1-" + (processors() - 1));
    }

    private String cores(String name, String normal) {
        String value = values.getOrDefault(name, processors() > 1 ? normal : "none");
        return value.equals("none") ? "" : value;
    }

    Path jdk() {
        return Path.of(values.getOrDefault("jdk", System.getProperty("java.home")));
    }

    /** Returns the version of the JDK of the Java servers. */
    int javaVersion() {
        try {
            String release = Files.readString(jdk().resolve("release"));
            return Integer.parseInt(release.replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1"));
        } catch (IOException e) {
            throw new LoadException("no JDK in " + jdk(), e);
        }
    }

    List<String> jvmOptions() {
        String value = values.getOrDefault("jvm", "").strip();
        return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
    }

    /** Returns the directory of this module. */
    Path module() {
        return module;
    }

    Path nodeHome() {
        return module.resolve("target/node");
    }

    Path results() {
        return values.containsKey("out") ? Path.of(values.get("out")).toAbsolutePath() : module.resolve("target/load");
    }

    @Override
    public String toString() {
        return values + " " + scenarios;
    }
}
