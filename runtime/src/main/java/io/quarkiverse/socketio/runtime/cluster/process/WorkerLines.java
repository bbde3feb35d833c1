package io.quarkiverse.socketio.runtime.cluster.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;

/**
 * Decides which lines of the workers' output are printed. Workers have the same configuration, so a warning of an unknown key is
 * printed for the first of them only; a later build that adds another key is heard again.
 * <p>
 * Thread: any.
 */
final class WorkerLines {
    /** How all others are printed. */
    final LineFormat format;

    private static final Pattern UNKNOWN_KEY = Pattern.compile("Unrecognized configuration key \\\\?\"([^\"\\\\]+)");
    /** As many as any configuration has by mistake; the warnings of others are printed each time. */
    private static final int MAX_KEYS = 1000;

    private final Set<String> unknownKeys = ConcurrentHashMap.newKeySet();

    WorkerLines(LineFormat format) {
        this.format = format;
    }

    boolean isRepeated(String line) {
        Matcher warning = UNKNOWN_KEY.matcher(line);
        if (!warning.find()) {
            return false;
        }
        String key = warning.group(1);
        return unknownKeys.size() < MAX_KEYS ? !unknownKeys.add(key) : unknownKeys.contains(key);
    }
}
