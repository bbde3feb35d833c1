package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the address of the client behind a proxy: the one that a header field of a trusted proxy names, else the peer's. The
 * first address in the field counts, as it does in Quarkus.
 * <p>
 * Thread: any.
 *
 * @param trusted the proxies whose header fields are used
 * @param names the names of the header fields, in the order in which they are looked for
 */
public record ForwardedFor(Predicate<InetAddress> trusted, List<String> names) {
    public static final String FORWARDED = "Forwarded";
    public static final String X_FORWARDED_FOR = "X-Forwarded-For";
    /** Trusts no proxy. */
    public static final ForwardedFor NEVER = new ForwardedFor(peer -> false, List.of());

    private static final Pattern FOR = Pattern.compile("(?:^|[;,\\s])for=(?:\"([^\"]+)\"|([^;,\\s]+))",
            Pattern.CASE_INSENSITIVE);
    /** Matches an address with or without brackets and port. */
    private static final Pattern ADDRESS = Pattern.compile("\\[([^]]+)](?::\\d+)?|([^:]+)(?::\\d+)?|(.+)");

    /** Returns whether the header fields of requests from a peer are used. */
    boolean isTrusted(InetAddress peer) {
        return trusted.test(peer);
    }

    /** Returns the client's address, as it is written in the header field. */
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
