package io.quarkiverse.socketio.it.support;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes warnings of blocked event loops from a log if the loop was not blocked but waited for events. Vert.x reads the clock,
 * and looks at the thread later: if the whole machine stood still for seconds in between, as virtual machines do, it warns of
 * an idle thread. Warnings about other threads are kept.
 * <p>
 * Thread: one at a time.
 */
public final class IdleThreads {
    private static final Pattern LINE = Pattern.compile("(\\[w\\d+\\] )?(.*)");
    private static final Pattern BLOCKED = Pattern.compile("BlockedThreadChecker.* has been blocked for ");
    private static final Pattern WAITS = Pattern.compile("^\\s+at (io\\.netty\\.channel\\.epoll\\.Native\\.epollWait"
            + "|(java\\.base@\\S+/)?sun\\.nio\\.ch\\.EPoll\\.wait)");
    private static final Pattern FRAME = Pattern.compile("^\\s+at ");

    /** Warnings by process, until the thread's first frame is read. */
    private final Map<String, String> suspects = new HashMap<>();
    /** Processes whose next frames are those of an idle thread. */
    private final Set<String> idle = new HashSet<>();

    /** Returns the lines to keep, after the next line. */
    public List<String> next(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return List.of(line);
        }
        String process = String.valueOf(parts.group(1));
        String text = parts.group(2);
        String suspect = suspects.remove(process);
        if (suspect != null && WAITS.matcher(text).find()) {
            idle.add(process);
            return List.of();
        }
        boolean skipped = idle.contains(process) && FRAME.matcher(text).find();
        if (skipped) {
            return List.of();
        }
        idle.remove(process);
        if (BLOCKED.matcher(text).find()) {
            suspects.put(process, line);
            return suspect == null ? List.of() : List.of(suspect);
        }
        return suspect == null ? List.of(line) : List.of(suspect, line);
    }

    /** Returns the lines that are held back at the end of the log. */
    public List<String> end() {
        return List.copyOf(suspects.values());
    }
}
