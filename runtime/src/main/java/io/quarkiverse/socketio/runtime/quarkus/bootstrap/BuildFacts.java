package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Paths;

/**
 * What the primary needs to know from the build.
 *
 * @param application the application's name and version, for the first log line
 * @param onManagementPort whether there is a management interface, which has the pages
 * @param healthIsShared whether health is on the main port nevertheless
 */
public record BuildFacts(String application, boolean onManagementPort, boolean healthIsShared, PagePaths paths) {

    /**
     * The absolute paths of the pages about the whole cluster; each empty if there is no such page.
     *
     * @param healthKinds the paths of {@link #HEALTH_KINDS}, in that order, or no paths at all
     */
    public record PagePaths(List<String> healthKinds, String healthGroups, String metrics, String cluster) {
        /** The kinds of health checks that have a path each. */
        public static final List<String> HEALTH_KINDS = List.of(LinkQuestions.HEALTH_ALL, LinkQuestions.HEALTH_LIVE,
                LinkQuestions.HEALTH_READY, LinkQuestions.HEALTH_STARTED, LinkQuestions.HEALTH_WELL);
    }

    Paths toSettings() {
        Map<String, String> kinds = new HashMap<>();
        for (int i = 0; i < paths.healthKinds.size(); i++) {
            kinds.putIfAbsent(paths.healthKinds.get(i), PagePaths.HEALTH_KINDS.get(i));
        }
        return new Paths(new HealthPaths(kinds, paths.healthGroups), paths.metrics, paths.cluster);
    }
}
