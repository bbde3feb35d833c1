package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Summarises the tests of all modules: the slowest classes, each failed test, each missing program with the number of skipped
 * tests, and at last the line {@code N passed, N failed, N skipped}. One file without dependencies, so that
 * {@code java TestSummary.java} runs it even when the build broke before it compiled anything.
 */
public final class TestSummary {
    /** The skip reason of {@link Requires}. */
    private static final Pattern MISSING = Pattern.compile("missing: (.+)");
    private static final Pattern REPORT = Pattern.compile("TEST-.*\\.xml");
    private static final int SLOWEST = 20;

    private final List<String> failed = new ArrayList<>();
    private final Map<String, Integer> missing = new TreeMap<>();
    /** Times by test class, nested classes apart. */
    private final Map<String, Double> seconds = new TreeMap<>();
    private int passed;
    private int skipped;

    /** Arguments: the project's directory, and optionally when the build started; older reports are left out. */
    public static void main(String[] args) throws Exception {
        Instant since = args.length > 1 ? Instant.parse(args[1]) : Instant.MIN;
        of(Path.of(args[0]), since).lines().forEach(System.out::println);
    }

    static TestSummary of(Path root, Instant since) throws Exception {
        TestSummary summary = new TestSummary();
        for (Path report : reports(root)) {
            if (!Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
                summary.read(report);
            }
        }
        return summary;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        seconds.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(SLOWEST)
                .forEach(entry -> lines.add(String.format(Locale.ROOT, "SLOW %6.1f s %s", entry.getValue(), entry.getKey())));
        failed.forEach(test -> lines.add("FAILED " + test));
        missing.forEach((program, tests) -> lines.add("MISSING " + program + ": " + tests + " test(s) did not run"));
        lines.add(passed + " passed, " + failed.size() + " failed, " + skipped + " skipped");
        return lines;
    }

    private static List<Path> reports(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> REPORT.matcher(file.getFileName().toString()).matches())
                    .filter(file -> file.getParent().endsWith("target/surefire-reports")
                            || file.getParent().endsWith("target/failsafe-reports"))
                    .sorted().toList();
        }
    }

    private void read(Path report) throws Exception {
        try {
            Element suite = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile())
                    .getDocumentElement();
            // the time of a class includes its set-up, those of its methods do not
            seconds.merge(suite.getAttribute("name"), Double.valueOf(suite.getAttribute("time").replace(",", "")), Double::sum);
            NodeList tests = suite.getElementsByTagName("testcase");
            IntStream.range(0, tests.getLength()).forEach(i -> add((Element) tests.item(i)));
        } catch (SAXException e) {
            failed.add(report + " is cut off: the tests' JVM died");
        }
    }

    private void add(Element test) {
        if (has(test, "failure") || has(test, "error")) {
            failed.add(test.getAttribute("classname") + " " + test.getAttribute("name"));
        } else if (has(test, "skipped")) {
            skip(((Element) test.getElementsByTagName("skipped").item(0)).getAttribute("message"));
        } else {
            passed++;
        }
    }

    private void skip(String reason) {
        skipped++;
        Matcher matcher = MISSING.matcher(reason);
        if (matcher.matches()) {
            Stream.of(matcher.group(1).split(", ")).forEach(program -> missing.merge(program, 1, Integer::sum));
        }
    }

    private static boolean has(Element test, String child) {
        return test.getElementsByTagName(child).getLength() > 0;
    }
}
