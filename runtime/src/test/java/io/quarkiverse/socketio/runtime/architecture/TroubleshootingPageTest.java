package io.quarkiverse.socketio.runtime.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * The log lines that the page of log lines explains exist in the sources, and it explains each line at WARN or ERROR that
 * asks for action.
 */
class TroubleshootingPageTest {
    private static final Path PAGE = ProductionClasses.MODULE.resolve("../docs/modules/ROOT/pages/log-lines.adoc");
    private static final Pattern ROW = Pattern.compile("^\\|(`.+`)$", Pattern.MULTILINE);
    private static final Pattern LINE = Pattern.compile("`([^`]+)`");

    private static final String NAMES_THE_CURE = "follows \"The cluster cannot start. \", and names key, value and what is allowed";
    private static final String DEV_MODE = "only in dev mode, and names the cure";
    private static final String ADMIN = "what the admin UI shows or asks for, not the application, is affected";
    /** The lines that the page does not explain, each with the reason. */
    private static final Map<String, String> NO_ACTION = Map.ofEntries(
            entry("No handler of event … in namespace …", DEV_MODE),
            entry("A client asked for the namespace …, which does not exist", DEV_MODE),
            entry("Socket … in namespace … joined a room whose name is the id of another socket", DEV_MODE),
            entry("A client of Engine.IO 3 (Socket.IO 1 or 2) was refused.", DEV_MODE),
            entry("A page of the origin … was refused.", DEV_MODE),
            entry("…=… is neither auto nor a number from 1 to", NAMES_THE_CURE),
            entry("…=… is no port", NAMES_THE_CURE),
            entry("…: … is no address, network, or name of a host", NAMES_THE_CURE),
            entry("quarkus.socketio.cluster.autoscale: min=", NAMES_THE_CURE),
            entry("quarkus.socketio.cluster.load-balancing: ", NAMES_THE_CURE),
            entry("quarkus.socketio.cluster.worker.heap=… is neither auto nor jvm", NAMES_THE_CURE),
            entry("A command … of an administrator is ignored", ADMIN),
            entry("An administrator is not told of ", ADMIN),
            entry("The administrators are not told of an event", ADMIN),
            entry("Not all clients could be disconnected within", "the application ends, which closes their connections"));
    /** Calls that log, or throw, what another call or method gives them: that one is checked. */
    private static final Set<String> TEXT_FROM_ELSEWHERE = Set.of(
            "BindProblem: return forbidden();", "ClientConnection: LOG.warn(text)", "ConnectionLimiter: LOG.warn(text)",
            "MemoryBudget: LOG.warn(text)", "NamespaceImpl: LOG.warn(text)", "MistakeReports: log.warn(text)",
            "NamespaceImpl: roomLimitWarnings.next(nanoTime, tooManyRooms(socket))",
            "FailureLog: LOG.error(line, failure)", "FailureLog: limiter.next(now, text)",
            "HeapOption: LOG.warn(plan.whyNotFitting(configured.bytes()))",
            "HeapOption: new ClusterStartException(plan.whyNotFitting())",
            "OtherHosts: LOG.warnf(\"%s: %s%s\", what, RelayOutcome.textOf(why), LogLimiter.suffix(before))",
            "RedisSessionStore: warn(session.id(), e)", "RedisSessionStore: warn(session.id(), failure)",
            "RefusedRequestWarnings: warn(error, reports)", "Seat: actions.warn(how)",
            "WorkerStartup: LOG.error(message, failure)",
            "Supervisor: LOG.log(warning ? Logger.Level.WARN : Logger.Level.INFO, text)",
            // NAMES_THE_CURE
            "Supervisor: new ClusterStartException(why)",
            "ClusterBootstrap: new ClusterStartException(String.join(\"; \", ConfigProblems.of(e)))",
            "PrimarySettingsReader: new ClusterStartException(String.join(\"; \", problems))",
            "PrimarySettingsReader: new ClusterStartException(String.valueOf(e.getMessage()))",
            "Ports: new ClusterStartException(new BindProblem(listen, port, keys, portKey)"
                    + ".describe(String.valueOf(bound.cause().getMessage())))");

    @Test
    void eachExplainedLogLineIsLogged() throws IOException {
        String code = sources();
        List<String> explained = explained();
        assertThat(explained).hasSizeGreaterThan(20);
        assertThat(explained.stream().flatMap(line -> parts(line).stream()).filter(part -> !code.contains(part))).isEmpty();
    }

    @Test
    void eachLineThatAsksForActionIsExplained() throws IOException {
        List<List<String>> explained = explained().stream().map(TroubleshootingPageTest::parts).toList();
        LogTexts logged = LogTexts.of(ProductionClasses.MODULE.resolve("src/main/java"));
        assertThat(logged.texts).hasSizeGreaterThan(100);
        assertThat(logged.texts).filteredOn(text -> !text.startsWith("[BUG] ") && !isIn(explained, parts(text))
                && NO_ACTION.keySet().stream().noneMatch(text::startsWith)).isEmpty();
        assertThat(logged.indirect).isEqualTo(TEXT_FROM_ELSEWHERE);
    }

    @Test
    void eachLineThatAsksForNoActionIsLoggedAndNotExplained() throws IOException {
        Set<String> logged = LogTexts.of(ProductionClasses.MODULE.resolve("src/main/java")).texts;
        assertThat(NO_ACTION.keySet()).allMatch(line -> logged.stream().anyMatch(text -> text.startsWith(line)));
        List<List<String>> explained = explained().stream().map(TroubleshootingPageTest::parts).toList();
        assertThat(logged).filteredOn(text -> NO_ACTION.keySet().stream().anyMatch(text::startsWith))
                .noneMatch(text -> isIn(explained, parts(text)));
    }

    /** Returns whether a row has the parts of this text, or its first parts: one may be cut where the other goes on. */
    private static boolean isIn(List<List<String>> explained, List<String> text) {
        return explained.stream().anyMatch(line -> {
            int common = Math.min(line.size(), text.size());
            for (int i = 0; i < common; i++) {
                boolean last = i == line.size() - 1;
                if (!(last ? text.get(i).startsWith(line.get(i)) : text.get(i).equals(line.get(i)))) {
                    return false;
                }
            }
            return common > 0;
        });
    }

    private static List<String> explained() throws IOException {
        String page = Files.readString(PAGE);
        Matcher rows = ROW.matcher(page);
        List<String> lines = new ArrayList<>();
        while (rows.find()) {
            LINE.matcher(rows.group(1)).results().map(line -> line.group(1)).forEach(lines::add);
        }
        return lines;
    }

    /** Returns the fixed parts of a line, between its values. */
    private static List<String> parts(String line) {
        return Stream.of(line.split("…|: ")).map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    /** Returns the main sources, with literals that are concatenated as one. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : JavaSources.files(List.of(ProductionClasses.MODULE.resolve("src/main/java")))) {
            all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""));
        }
        return all.toString();
    }
}
