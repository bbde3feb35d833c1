package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes the live objects of each class take in a process, after a full collection.
 * <p>
 * Thread: any; immutable.
 */
record ClassHistogram(Map<String, Long> bytes) {
    private static final Pattern LINE = Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

    static ClassHistogram of(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String output;
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true).start();
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Long> bytes = new HashMap<>();
        for (Matcher line = LINE.matcher(output); line.find();) {
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        if (bytes.isEmpty()) {
            throw new IllegalStateException("no histogram: " + output);
        }
        return new ClassHistogram(bytes);
    }

    /** Returns by how much each class has grown since an earlier histogram, if by more than that many bytes. */
    Map<String, Long> growthSince(ClassHistogram before, long least) {
        Map<String, Long> growth = new TreeMap<>();
        bytes.forEach((name, now) -> {
            long more = now - before.bytes.getOrDefault(name, 0L);
            if (more > least) {
                growth.put(name, more);
            }
        });
        return growth;
    }
}
