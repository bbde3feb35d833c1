package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.smallrye.config.ConfigValidationException;

/**
 * Writes errors of the configuration for users: one line for each key, with its value and what is allowed, instead of the stack
 * trace and class names of the configuration library.
 * <p>
 * Thread: any; stateless.
 */
final class ConfigProblems {
    private static final Pattern CONVERSION = Pattern.compile("SRCFG00039: The config property (\\S+) with the config value"
            + " \"(.*)\" threw an Exception whilst being converted (.*)", Pattern.DOTALL);
    private static final Pattern EMPTY = Pattern.compile("SRCFG00040: The config property (\\S+) is defined as the empty");
    private static final Pattern MISSING = Pattern.compile("SRCFG00014: The config property (\\S+) is required");
    private static final Pattern DURATION = Pattern.compile("(to a|Invalid) [Dd]uration");
    private static final Pattern ENUM = Pattern.compile("allowed values: (.*)");
    /** The class of an exception and the code of a message. */
    private static final Pattern TECHNICAL = Pattern.compile("\\b[\\w.$]+(?:Exception|Error): |SRCFG\\d+: ");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kKmMgG])(i?)[bB]?");
    private static final String UNITS = "KMG";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private ConfigProblems() {
    }

    /** Returns a line for each problem. */
    static List<String> of(RuntimeException failure) {
        if (failure instanceof ConfigValidationException invalid) {
            return IntStream.range(0, invalid.getProblemCount()).mapToObj(i -> invalid.getProblem(i).getMessage())
                    .map(ConfigProblems::line).toList();
        }
        return List.of(line(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
    }

    static String line(String message) {
        Matcher conversion = CONVERSION.matcher(message);
        Matcher empty = EMPTY.matcher(message);
        Matcher missing = MISSING.matcher(message);
        String text;
        if (conversion.find()) {
            text = conversion.group(1) + "=" + conversion.group(2) + " " + wrong(conversion.group(2), conversion.group(3));
        } else if (empty.find()) {
            text = empty.group(1) + " is empty: set a value, or remove the key";
        } else if (missing.find()) {
            text = missing.group(1) + " is required, but not set";
        } else {
            text = TECHNICAL.matcher(message).replaceAll("");
        }
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }

    /** @param reason of the converter */
    private static String wrong(String value, String reason) {
        Matcher allowed = ENUM.matcher(reason);
        if (allowed.find()) {
            return "is none of " + Arrays.stream(allowed.group(1).split(",")).map(String::strip).sorted()
                    .collect(Collectors.joining(", "));
        } else if (reason.contains("Expected an integer value") || reason.contains("Expected a long value")) {
            return "is no whole number" + asBytes(value);
        } else if (reason.contains("Expected a double value") || reason.contains("Expected a float value")) {
            return "is no number";
        } else if (DURATION.matcher(reason).find()) {
            return "is no time: write a number with a unit, such as 500ms, 30s, 10m or 2h";
        } else if (reason.contains("[BbKkMmGg")) {
            return "is no size: write a number of bytes, or one with K, M or G, such as 64M";
        } else if (reason.contains("Unknown level")) {
            return "is no log level, such as ERROR, WARN, INFO or DEBUG";
        }
        return "cannot be read: " + TECHNICAL.matcher(reason).replaceAll("");
    }

    /** Returns what to write instead of a size with a unit where a number of bytes is needed. */
    private static String asBytes(String value) {
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            return "";
        }
        int power = UNITS.indexOf(Character.toUpperCase(size.group(2).charAt(0))) + 1;
        BigInteger unit = BigInteger.valueOf(size.group(3).isEmpty() ? 1000 : 1024);
        return ": write " + new BigInteger(size.group(1)).multiply(unit.pow(power));
    }
}
