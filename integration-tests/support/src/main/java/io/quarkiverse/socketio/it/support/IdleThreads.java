package io.quarkiverse.socketio.it.support;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes warnings of blocked event loops out of a log where the loop was not blocked but waited for events. Vert.x reads the
 * clock, and looks what the thread does later: if the whole machine stood still for seconds in between, as virtual machines
 * do, it warns of a thread that has nothing to do. A thread that does anything else is left in.
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

    /** Returns what is to be kept, now that this line has come. */
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

    /** What was held back when the log ends. */
    public List<String> end() {
        return List.copyOf(suspects.values());
    }
}
