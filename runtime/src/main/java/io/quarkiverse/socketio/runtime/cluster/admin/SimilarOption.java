package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes options that are probably meant to be {@link TerminalCommand#OPTION}: that name with wrong dashes or up to two wrong
 * letters, and commands written as options. Without this, the application would start although a command was meant.
 * <p>
 * Thread: any; stateless.
 */
final class SimilarOption {
    /** A name after any dash, also those into which word processors change two hyphens. */
    private static final Pattern OPTION = Pattern.compile("[-\\u2010-\\u2015\\u2212]+([A-Za-z-]+)(.*)");
    private static final String NAME = TerminalCommand.OPTION.substring(2);
    private static final int MAX_WRONG_LETTERS = 2;
    private static final Set<String> COMMANDS = Set.of("status", "scale", "scale-by", "restart", "rebalance", "signal",
            "shutdown");

    private SimilarOption() {
    }

    /** Returns what to write instead; empty if an argument is no such option. */
    static String problem(String argument) {
        Matcher option = OPTION.matcher(argument);
        if (!option.matches()) {
            return "";
        }
        String name = option.group(1).toLowerCase(Locale.ROOT);
        if (COMMANDS.contains(name)) {
            return unknown(argument, TerminalCommand.OPTION + "=" + name + option.group(2));
        }
        return distance(name, NAME) <= MAX_WRONG_LETTERS ? unknown(argument, TerminalCommand.OPTION + option.group(2)) : "";
    }

    private static String unknown(String argument, String meant) {
        return "There is no option " + argument + ": write " + meant;
    }

    /** Returns how many letters have to be inserted, removed or replaced to make one word of another (Levenshtein). */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                row[j] = i == 0 ? j
                        : Math.min(Math.min(previous[j], row[j - 1]) + 1,
                                previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1));
            }
            previous = row;
        }
        return previous[to.length()];
    }
}
