package io.quarkiverse.socketio.runtime.cluster.primary;

import io.quarkiverse.socketio.runtime.cluster.process.PortHolder;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;

/**
 * Says why a port could not be opened, and what to do about it.
 * <p>
 * Thread: blocking.
 *
 * @param keys the prefix of the keys of host and port
 * @param portKey the rest of the key of the port
 */
record BindProblem(Listen listen, int port, String keys, String portKey) {
    private static final int FIRST_UNPRIVILEGED = 1024;

    /** @param why the message of the system, to which the native transport adds the number of the error */
    String describe(String why) {
        if (why.contains("Permission denied") || why.contains("error(-13)")) {
            return forbidden();
        } else if (why.contains("Cannot assign requested address") || why.contains("error(-99)")) {
            return keys + ".host=" + listen.host() + " is no address of this machine: set one that is, or 0.0.0.0 for all";
        }
        String holder = PortHolder.of(port).map(pid -> "process " + pid + " listens on it" + commandOf(pid)).orElse(why);
        return cannotTake() + holder + ". End that process, or choose another port with " + keys + portKey;
    }

    private String forbidden() {
        return cannotTake() + (port < FIRST_UNPRIVILEGED
                ? "this user may not open ports below " + FIRST_UNPRIVILEGED + ". Choose a higher one with " + keys + portKey
                        + ", or give the process the capability CAP_NET_BIND_SERVICE (AmbientCapabilities= of systemd)"
                : "the system does not permit it (EACCES). Choose another one with " + keys + portKey
                        + ", or allow it in the security policy, such as SELinux");
    }

    private String cannotTake() {
        return "Cannot take port " + port + " of " + listen.host() + ": ";
    }

    private static String commandOf(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).map(command -> " (" + command + ")")
                .orElse("");
    }
}
