package io.quarkiverse.socketio.runtime.cluster.link;

/**
 * Selects health checks of the application.
 *
 * @param group the name of the group for {@link Kind#GROUP}, else empty
 */
public record HealthChecks(Kind kind, String group) {
    public static final HealthChecks ALL = new HealthChecks(Kind.ALL, "");
    public static final HealthChecks LIVE = new HealthChecks(Kind.LIVE, "");
    public static final HealthChecks READY = new HealthChecks(Kind.READY, "");
    public static final HealthChecks STARTED = new HealthChecks(Kind.STARTED, "");
    public static final HealthChecks WELL = new HealthChecks(Kind.WELL, "");
    public static final HealthChecks GROUPS = new HealthChecks(Kind.GROUPS, "");

    /** As MicroProfile Health and SmallRye Health have them. */
    public enum Kind {
        ALL,
        LIVE,
        READY,
        STARTED,
        WELL,
        /** Those of all groups. */
        GROUPS,
        /** Those of one group. */
        GROUP
    }

    public static HealthChecks group(String name) {
        return new HealthChecks(Kind.GROUP, name);
    }
}
