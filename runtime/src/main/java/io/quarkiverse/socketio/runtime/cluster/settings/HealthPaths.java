package io.quarkiverse.socketio.runtime.cluster.settings;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;

/**
 * The absolute paths of the health endpoints; empty where there are none.
 *
 * @param groups the path of all groups, below which each group has its own
 */
public record HealthPaths(String all, String live, String ready, String started, String well, String groups) { // wall: a row
    public static final HealthPaths NONE = new HealthPaths("", "", "", "", "", "");
    private static final Pattern GROUP = Pattern.compile("/[\\w.~-]{1,100}");

    /** Returns the paths that are not empty, without those of the groups. */
    public List<String> ungrouped() {
        return Stream.of(all, live, ready, started, well).filter(path -> !path.isEmpty()).distinct().toList();
    }

    /** Returns the checks that a path selects, {@code null} when it is not that of a health endpoint. */
    public @Nullable HealthChecks checksAt(String path) {
        if (path.isEmpty()) {
            return null;
        } else if (path.equals(all)) {
            return HealthChecks.ALL;
        } else if (path.equals(live)) {
            return HealthChecks.LIVE;
        } else if (path.equals(ready)) {
            return HealthChecks.READY;
        } else if (path.equals(started)) {
            return HealthChecks.STARTED;
        } else if (path.equals(well)) {
            return HealthChecks.WELL;
        }
        return groups.isEmpty() || !path.startsWith(groups) ? null : groupAt(path.substring(groups.length()));
    }

    private static @Nullable HealthChecks groupAt(String rest) {
        if (rest.isEmpty()) {
            return HealthChecks.GROUPS;
        }
        return GROUP.matcher(rest).matches() ? HealthChecks.group(rest.substring(1)) : null;
    }
}
