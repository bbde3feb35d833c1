package io.quarkiverse.socketio.runtime.cluster.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final String LISTENING = "Listening on: unix:";
    private static final Pattern SOCKET = Pattern.compile(" " + LISTENING + "[^\"]*?/w\\d+");
    /** As many as any configuration has by mistake; the warnings of others are printed each time. */
    private static final int MAX_KEYS = 1000;

    private final Set<String> unknownKeys = ConcurrentHashMap.newKeySet();

    /** The JVM options for workers, which are named when the JVM refuses them. */
    final List<String> jvmOptions;

    WorkerLines(LineFormat format, List<String> jvmOptions) {
        this.format = format;
        this.jvmOptions = jvmOptions;
    }

    /** Returns a line without a worker's Unix socket in Quarkus' message that it listens: no client can connect there. */
    byte[] withoutSocket(String text, byte[] line) {
        return text.contains(LISTENING) ? SOCKET.matcher(new String(line, StandardCharsets.UTF_8)).replaceFirst("")
                .getBytes(StandardCharsets.UTF_8) : line;
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
