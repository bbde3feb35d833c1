package io.quarkiverse.socketio.runtime.cluster.link;

/**
 * Selects some of the application's health checks: those of a kind, or of a group.
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

    /** The kinds that MicroProfile Health and SmallRye Health have. */
    public enum Kind {
        ALL,
        LIVE,
        READY,
        STARTED,
        WELL,
        /** The checks of all groups. */
        GROUPS,
        /** The checks of one group. */
        GROUP
    }

    public static HealthChecks group(String name) {
        return new HealthChecks(Kind.GROUP, name);
    }
}
