package io.quarkiverse.socketio.runtime.quarkus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.HealthPaths;

/**
 * What the build knows and the primary needs.
 *
 * @param application its name and version, as the first log line names it
 * @param onManagementPort whether there is a management interface, which has the paths
 * @param healthIsShared whether health is on the shared port all the same
 * @param paths absolute: health (all, live, ready, started, well, groups), metrics, cluster; each empty text where there is no
 *        such thing
 */
public record BuildFacts(String application, boolean onManagementPort, boolean healthIsShared, List<String> paths) {
    private static final List<String> HEALTH = List.of(LinkQuestions.HEALTH_ALL, LinkQuestions.HEALTH_LIVE,
            LinkQuestions.HEALTH_READY, LinkQuestions.HEALTH_STARTED, LinkQuestions.HEALTH_WELL);

    HealthPaths health() {
        Map<String, String> kinds = new HashMap<>();
        for (int i = 0; i < HEALTH.size(); i++) {
            if (!paths.get(i).isEmpty()) {
                kinds.putIfAbsent(paths.get(i), HEALTH.get(i));
            }
        }
        return new HealthPaths(kinds, paths.get(HEALTH.size()));
    }

    String metrics() {
        return paths.get(6);
    }

    String cluster() {
        return paths.get(7);
    }
}
