package io.quarkiverse.socketio.it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the pages that compare the API for Node with ours write as code, by the anchors of its sections. */
final class ComparisonPage {
    /** Of one section: what is in the first column of its table, what is in the second one, and what is in its text. */
    record Section(List<String> node, List<String> java, List<String> text) {
        private Section() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        /** Returns the members of the API for Node that the first column names, without their parameters; events as {@code on("x")}. */
        List<String> members() {
            return node.stream().filter(code -> !code.startsWith("new ")).map(code -> {
                Matcher event = EVENT.matcher(code);
                return event.matches() ? event.group() : code.replaceAll("\\(.*\\)$", "");
            }).toList();
        }
    }

    private static final Pattern ANCHOR = Pattern.compile("\\[#([\\w-]+)]");
    private static final Pattern ROW = Pattern.compile("\\|(.*?)(?: \\|(.*))?");
    private static final Pattern CODE = Pattern.compile("(?<!`)`([^`]+)`(?!`)");
    private static final Pattern EVENT = Pattern.compile("(\\w+\\.)?on\\(\"[\\w-]+\"\\)");

    private final Map<String, Section> sections = new LinkedHashMap<>();

    ComparisonPage(Path... pages) {
        try {
            for (Path page : pages) {
                read(Files.readAllLines(page));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(List<String> lines) {
        Section section = sections.computeIfAbsent("", key -> new Section());
        boolean table = false;
        for (String line : lines) {
            Matcher anchor = ANCHOR.matcher(line);
            Matcher row = ROW.matcher(line);
            if (anchor.matches()) {
                section = sections.computeIfAbsent(anchor.group(1), key -> new Section());
            } else if (line.equals("|===")) {
                table = !table;
            } else if (table && row.matches() && row.group(2) != null) {
                section.node().addAll(codes(row.group(1)));
                section.java().addAll(codes(row.group(2)));
            } else if (table) {
                section.java().addAll(codes(line));
            } else if (!line.startsWith("=")) {
                section.text().addAll(codes(line));
            }
        }
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    }

    Section section(String anchor) {
        Section section = sections.get(anchor);
        if (section == null) {
            throw new AssertionError("the page has no section [#" + anchor + "]");
        }
        return section;
    }

    Stream<String> texts() {
        return sections.values().stream().flatMap(section -> section.text().stream());
    }
}
