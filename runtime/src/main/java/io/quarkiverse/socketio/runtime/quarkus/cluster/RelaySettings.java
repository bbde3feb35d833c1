package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.config.RelayConfig;
import io.quarkiverse.socketio.runtime.relay.HostSecret;

/**
 * The settings of the relay between hosts.
 * <p>
 * Thread: any.
 *
 * @param hosts where hosts are
 * @param listen where this host listens for others
 * @param advertise this host, as others reach it
 * @param tls the name of the TLS configuration; empty without TLS
 */
public record RelaySettings(HostSecret secret, List<Place> hosts, Place listen, Place advertise, Optional<String> tls) {
    private static final String PREFIX = "quarkus.socketio.relay.";
    private static final int MAX_PORT = 65535;
    /** Matches a name or an IPv4 address with an optional port, an IPv6 address in brackets with one, or that alone. */
    private static final Pattern PLACE = Pattern
            .compile("\\[([0-9A-Fa-f:.%]+)](?::(\\d{1,5}))?|([^:\\[\\]\\s]+)(?::(\\d{1,5}))?"
                    + "|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    /** A name or an address, and a port. */
    public record Place(String host, int port) {
    }

    /**
     * Reads the settings.
     *
     * @param environment for the defaults
     * @return empty if requests are not relayed
     * @throws IllegalArgumentException with the reason and the cure, if they cannot be used
     */
    public static Optional<RelaySettings> of(RelayConfig config, Map<String, String> environment) {
        if (config.secret().isEmpty()) {
            config.hosts().ifPresent(any -> requireSecret("hosts"));
            config.advertise().ifPresent(any -> requireSecret("advertise"));
            return Optional.empty();
        }
        return Optional.of(new RelaySettings(secret(config.secret().get()),
                config.hosts().orElse(List.of()).stream().map(host -> place(host, "hosts", config.port())).toList(),
                new Place(config.listenHost(), port(config.port(), "port")),
                config.advertise().map(host -> place(host, "advertise", config.port()))
                        .orElseGet(() -> new Place(ownAddress(environment), config.port())),
                config.tlsConfigurationName()));
    }

    private static HostSecret secret(String text) {
        try {
            return new HostSecret(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "secret " + e.getMessage()
                    + ". Set it to the same random text on all hosts, for instance from: openssl rand -base64 32", e);
        }
    }

    private static void requireSecret(String key) {
        throw new IllegalArgumentException(PREFIX + key + " is set, but " + PREFIX + "secret is not: set it to the same random"
                + " text of at least " + HostSecret.MIN_LENGTH + " characters on all hosts");
    }

    private static Place place(String text, String key, int defaultPort) {
        Matcher parts = PLACE.matcher(text.trim());
        if (!parts.matches()) {
            throw new IllegalArgumentException(PREFIX + key + ": " + text + " is neither a name nor an address with or without"
                    + " a port, such as 10.0.0.1:7070");
        }
        String port = parts.group(1) == null ? parts.group(4) : parts.group(2);
        String host = parts.group(1) == null ? parts.group(3) : parts.group(1);
        return new Place(host == null ? parts.group(5) : host, port == null ? defaultPort : port(Integer.parseInt(port), key));
    }

    private static int port(int number, String key) {
        if (number < 1 || number > MAX_PORT) {
            throw new IllegalArgumentException(PREFIX + key + ": " + number + " is no port from 1 to " + MAX_PORT);
        }
        return number;
    }

    private static String ownAddress(Map<String, String> environment) {
        String pod = environment.get("POD_IP");
        if (pod != null && !pod.isBlank()) {
            return pod.trim();
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
