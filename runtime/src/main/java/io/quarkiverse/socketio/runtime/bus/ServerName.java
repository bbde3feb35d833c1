package io.quarkiverse.socketio.runtime.bus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of a server: 16 hexadecimal digits, as Node's adapters name theirs. The first 10 are those of the host, so that
 * servers of one host know each other without a list, the others those of the process.
 * <p>
 * Thread: any; immutable.
 *
 * @param host 10 hexadecimal digits
 * @param process the incarnation of a worker; 0 if the application is one process
 */
public record ServerName(String host, int process) {
    private static final int HOST_DIGITS = 10;
    private static final int RADIX = 16;

    /** Returns the name of the host that has a secret or random value of its own. */
    public static String host(String unique) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(unique.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HOST_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("[BUG] every JDK has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException if it is not the name of a server of this project */
    public static ServerName parse(String name) {
        return new ServerName(name.substring(0, HOST_DIGITS), Integer.parseInt(name, HOST_DIGITS, name.length(), RADIX));
    }

    /** Returns whether a server of that name, which may be another project's, is on this host. */
    public boolean isOnSameHost(String server) {
        return server.startsWith(host);
    }

    @Override
    public String toString() {
        return String.format("%s%06x", host, process);
    }
}
