package io.quarkiverse.socketio.runtime.quarkus.dev;

import io.quarkus.runtime.LaunchMode;

/**
 * Whether this process serves a developer, who is to be warned of mistakes.
 * <p>
 * Thread: any; stateless.
 */
public final class DevMode {
    /** The system property of the worker processes of dev mode, which are production builds otherwise. */
    public static final String WORKER = "io.quarkiverse.socketio.dev.worker";

    private DevMode() {
    }

    /** Returns whether this is the process of dev mode, or one of its worker processes. */
    public static boolean isActive() {
        return LaunchMode.current().isDev() || Boolean.getBoolean(WORKER);
    }
}
