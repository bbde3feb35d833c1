package io.quarkiverse.socketio.runtime.cluster.process;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;

/**
 * How a worker says that it cannot start with its configuration, so that it is not started again and again: it exits with a code
 * of its own, and the last line of its standard error says why. Such a line of this extension has a mark and is not printed, as
 * the primary logs it. A JVM that refuses its options exits with code 1, and is recognized by its lines.
 * <p>
 * Thread: any; stateless.
 */
public final class Refusal {
    /** The exit code; {@code EX_CONFIG} of {@code sysexits.h}. */
    public static final int EXIT_CODE = TableEvent.Exited.REFUSED;

    private static final String MARK = "The configuration is refused: ";
    private static final Pattern JVM_LINE = Pattern.compile("(Unrecognized (VM )?option|Improperly specified VM option"
            + "|Invalid (maximum|initial|thread|young|value|-X)|Did you mean '|Conflicting collector|Error occurred during init"
            + "|Initial heap size|Error: Could not (create|find or load)|Error: A fatal exception has occurred"
            + "|Caused by: java[.]lang[.]ClassNotFoundException)");
    private static final Pattern JVM_FAILED = Pattern.compile("Error: Could not (create the Java V|find or load main class)");
    /** What the JVM prints after the reason. */
    private static final Pattern JVM_CONSEQUENCE = Pattern.compile("Error: (Could not create the Java V|A fatal exc).*");

    private Refusal() {
    }

    /** Returns the line with which a worker says why it refuses its configuration. */
    public static String line(String problem) {
        return MARK + problem.replaceAll("\\p{Cntrl}+", " ");
    }

    /** Returns what {@link #line} was given; {@code null} if a line is another one. */
    static @Nullable String problemIn(String line) {
        return line.startsWith(MARK) ? line.substring(MARK.length()) : null;
    }

    /** Returns whether a line is one that a JVM prints when it cannot start. */
    static boolean isOfJvm(String line) {
        return JVM_LINE.matcher(line).lookingAt();
    }

    /**
     * Returns why a JVM has refused its options; {@code null} if the lines do not show that it has.
     *
     * @param lines the first lines of its standard error, all of which are {@link #isOfJvm}
     * @param options the JVM options for workers
     */
    static @Nullable String ofJvm(List<String> lines, List<String> options) {
        if (lines.stream().noneMatch(line -> JVM_FAILED.matcher(line).lookingAt())) {
            return null;
        }
        List<String> reasons = lines.stream().filter(line -> !JVM_CONSEQUENCE.matcher(line).matches()).toList();
        return "quarkus.socketio.cluster.worker.jvm-args: the JVM of a worker does not start: " + String.join(" / ", reasons)
                + ". Its options are " + String.join(" ", options)
                + ", those of the primary and those in the environment: correct or remove the wrong one";
    }
}
