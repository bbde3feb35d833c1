package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The name of this host in the affinity cookie: letters, digits, {@code -} and {@code _}.
 * <p>
 * Thread: any; stateless.
 */
public final class HostName {
    private HostName() {
    }

    /** Returns the configured name, or that of the machine, with {@code -} for other characters. */
    public static String of(Optional<String> configured) {
        return configured.orElseGet(HostName::ofMachine).replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private static String ofMachine() {
        String variable = System.getenv("HOSTNAME");
        if (variable != null && !variable.isBlank()) {
            return variable;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
