package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code of the manual, or of a Markdown file, with its includes resolved.
 *
 * @param page relative to the pages of the manual
 * @param line the first one of its text
 * @param kind its language; {@code output} if it has none, {@code literal} if it is drawn with characters
 * @param included whether its whole text is part of other files, which have tests
 */
record ManualBlock(String page, int line, String kind, String text, boolean included) {
    static final Path PROJECT = ProductionClasses.MODULE.resolve("..").normalize();
    private static final Path MANUAL = PROJECT.resolve(Path.of("docs", "modules", "ROOT"));
    private static final Path PAGES = MANUAL.resolve("pages");
    private static final List<String> MARKDOWN = List.of("README.md", "CONTRIBUTING.md", "benchmarks/README.md",
            "integration-tests/fixtures/README.md");
    private static final Path EXAMPLES = PROJECT.resolve("examples");

    private static final Pattern ATTRIBUTES = Pattern.compile("\\[(source|listing)(?:,(?:(?!indent)([\\w-]+))?.*)?]");
    private static final Pattern FENCE = Pattern.compile("(----|\\.\\.\\.\\.|```)(\\w*)\\s*");
    private static final Pattern INCLUDE = Pattern.compile("include::(example|attachment)\\$([^\\[]+)\\[(?:tag=([\\w-]+))?]");

    /** Returns the blocks of all pages that people write, and of the Markdown files. */
    static List<ManualBlock> all() throws IOException {
        List<ManualBlock> blocks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PAGES)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".adoc")).sorted().toList()) {
                String page = PAGES.relativize(file).toString().replace('\\', '/');
                if (!page.startsWith("includes/")) {
                    blocks.addAll(of(page, Files.readAllLines(file)));
                }
            }
        }
        for (String name : MARKDOWN) {
            blocks.addAll(of(name, Files.readAllLines(PROJECT.resolve(name))));
        }
        try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
            for (Path file : files.filter(file -> file.endsWith("README.md")).sorted().toList()) {
                blocks.addAll(of(PROJECT.relativize(file).toString().replace('\\', '/'), Files.readAllLines(file)));
            }
        }
        return blocks;
    }

    /** Returns the blocks of one page. */
    static List<ManualBlock> of(String page, List<String> lines) throws IOException {
        List<ManualBlock> blocks = new ArrayList<>();
        String language = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher attributes = ATTRIBUTES.matcher(line);
            Matcher fence = FENCE.matcher(line);
            if (attributes.matches()) {
                language = attributes.group(2) == null ? "output" : attributes.group(2);
            } else if (fence.matches()) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(fence.group(1));
                if (end == i) {
                    throw new IllegalArgumentException(page + ":" + (i + 1) + " begins a block that has no end");
                }
                blocks.add(of(page, i + 2, kind(fence, language), lines.subList(i + 1, end)));
                language = "";
                i = end;
            } else if (!language.isEmpty() && !line.startsWith(".")) {
                throw new IllegalArgumentException(page + ":" + (i + 1) + " is a block of code without a line ---- around it");
            }
        }
        return blocks;
    }

    private static String kind(Matcher fence, String language) {
        if (!fence.group(2).isEmpty()) {
            return fence.group(2);
        } else if (!language.isEmpty()) {
            return language;
        }
        return fence.group(1).startsWith(".") ? "literal" : "output";
    }

    private static ManualBlock of(String page, int line, String kind, List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        int includes = 0;
        for (String one : lines) {
            Matcher include = INCLUDE.matcher(one);
            if (include.matches()) {
                includes++;
                text.append(included(page, include)).append('\n');
            } else {
                text.append(one).append('\n');
            }
        }
        return new ManualBlock(page, line, kind, text.toString(), includes == lines.size());
    }

    private static String included(String page, Matcher include) throws IOException {
        Path file = MANUAL.resolve(include.group(1) + "s").resolve(include.group(2));
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(page + " includes " + file + ", which does not exist");
        }
        List<String> lines = Files.readAllLines(file);
        if (include.group(3) == null) {
            return String.join("\n", lines);
        }
        String region = "::" + include.group(3) + "[]";
        int begin = indexOf(lines, "tag" + region);
        int end = indexOf(lines, "end" + region);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    page + " includes " + include.group(3) + " of " + file + ", which has no such tag");
        }
        return String.join("\n", lines.subList(begin + 1, end));
    }

    private static int indexOf(List<String> lines, String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns where it is. */
    @Override
    public String toString() {
        return page + ":" + line;
    }
}
