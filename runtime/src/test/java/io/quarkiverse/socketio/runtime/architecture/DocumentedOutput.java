package io.quarkiverse.socketio.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares printed lines in blocks of output with the texts in the sources that print them. */
final class DocumentedOutput {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    /** What a text of the sources has a place for, or the line of a log before the message. */
    private static final Pattern VALUE = Pattern
            .compile("%[\\w.,]*[a-z]|\\\\n|\\[[^\\]]*]|\"[^\"]*\"|\\S*\\d\\S*|\\S*#\\S*|\\b[A-Z_]{2,}\\b");
    /** A word between two values is a part of its own: too common to tell something if it is shorter. */
    private static final int SHORTEST = 4;

    private final String texts;

    DocumentedOutput() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : JavaSources.files(JavaSources.MAIN)) {
            String source = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
            for (Matcher literal = LITERAL.matcher(source); literal.find();) {
                all.append('|').append(words(literal.group(1)));
            }
        }
        this.texts = all.append('|').toString();
    }

    /** Returns the lines of which less than two thirds consist of parts of such texts; the rest are names of the example. */
    List<String> problems(ManualBlock block) {
        return block.text().lines().filter(line -> !line.isBlank())
                .filter(line -> !isPrinted(new ArrayList<>(Arrays.asList(words(line).split("[ |]+")))))
                .map(line -> block + ": nothing prints " + line.strip()).toList();
    }

    private boolean isPrinted(List<String> words) {
        words.removeIf(String::isEmpty);
        BitSet known = new BitSet();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).length() >= SHORTEST && texts.contains("| " + words.get(i) + " |")
                    || words.size() == 1 && texts.contains(" " + words.get(i) + " ")) {
                known.set(i);
            }
            if (i > 0 && texts.contains(" " + words.get(i - 1) + " " + words.get(i) + " ")) {
                known.set(i - 1, i + 1);
            }
        }
        return known.cardinality() * 3 >= words.size() * 2;
    }

    /** Returns only the words, each between two spaces, and bars in the place of values. */
    private static String words(String text) {
        return " " + VALUE.matcher(text).replaceAll("|").replace("|", " | ").replaceAll("[^\\p{L}|]+", " ") + " ";
    }
}
