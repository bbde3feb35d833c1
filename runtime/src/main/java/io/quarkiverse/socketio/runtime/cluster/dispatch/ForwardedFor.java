package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the address of the client behind a proxy: the one that the header fields of a trusted proxy name, else the peer's. The
 * first address counts, as Quarkus has it for the application.
 * <p>
 * Thread: any.
 *
 * @param trusted the proxies whose header fields count
 * @param names the fields that are, in the order in which they are looked for
 */
public record ForwardedFor(Predicate<InetAddress> trusted, List<String> names) {
    public static final String FORWARDED = "Forwarded";
    public static final String X_FORWARDED_FOR = "X-Forwarded-For";
    /** No proxy is trusted. */
    public static final ForwardedFor NEVER = new ForwardedFor(peer -> false, List.of());

    private static final Pattern FOR = Pattern.compile("(?:^|[;,\\s])for=(?:\"([^\"]+)\"|([^;,\\s]+))",
            Pattern.CASE_INSENSITIVE);
    /** Without brackets and port. */
    private static final Pattern ADDRESS = Pattern.compile("\\[([^]]+)](?::\\d+)?|([^:]+)(?::\\d+)?|(.+)");

    /** Whether there may be an answer in the head of a request that comes from there. */
    boolean isTrusted(InetAddress peer) {
        return trusted.test(peer);
    }

    /** The client's address as it is written there. */
    String clientOf(InetAddress peer, RequestHead fields) {
        for (String name : names) {
            for (String value : fields.values(name)) {
                String client = addressIn(name.equals(FORWARDED) ? nodeIn(value) : value.split(",", 2)[0].trim());
                if (!client.isEmpty()) {
                    return client;
                }
            }
        }
        return peer.getHostAddress();
    }

    private static String nodeIn(String forwarded) {
        Matcher node = FOR.matcher(forwarded);
        if (!node.find()) {
            return "";
        }
        return node.group(1) == null ? node.group(2) : node.group(1);
    }

    private static String addressIn(String node) {
        Matcher address = ADDRESS.matcher(node);
        if (!address.matches()) {
            return "";
        }
        for (int group = 1; group < address.groupCount(); group++) {
            if (address.group(group) != null) {
                return address.group(group);
            }
        }
        return node;
    }
}
