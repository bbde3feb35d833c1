package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkus.runtime.configuration.CidrAddressConverter;
import io.quarkus.runtime.configuration.InetSocketAddressConverter;
import io.quarkus.vertx.http.runtime.ProxyConfig.ForwardedPrecedence;
import io.smallrye.config.SmallRyeConfig;

/** Reads {@code quarkus.http.proxy.*}: the proxies whose forwarded client addresses the primary trusts. */
record TrustedProxies(SmallRyeConfig config) {
    private static final String PREFIX = "quarkus.http.proxy.";

    /** Returns that nobody is trusted if no proxies are listed; Quarkus would trust everybody then. */
    ForwardedFor read() {
        List<String> proxies = config.getOptionalValues(PREFIX + "trusted-proxies", String.class).orElse(List.of());
        if (!isSet("proxy-address-forwarding", false) || proxies.isEmpty()) {
            return ForwardedFor.NEVER;
        }
        List<Predicate<InetAddress>> checks = proxies.stream().map(TrustedProxies::check).toList();
        return new ForwardedFor(peer -> checks.stream().anyMatch(check -> check.test(peer)), names());
    }

    private List<String> names() {
        boolean forwarded = isSet("allow-forwarded", false);
        List<String> names = new ArrayList<>();
        if (forwarded) {
            names.add(ForwardedFor.FORWARDED);
        }
        if (isSet("allow-x-forwarded", !forwarded)) {
            boolean first = config.getOptionalValue(PREFIX + "forwarded-precedence", ForwardedPrecedence.class)
                    .filter(ForwardedPrecedence.X_FORWARDED::equals).isPresent();
            names.add(first ? 0 : names.size(), ForwardedFor.X_FORWARDED_FOR);
        }
        return names;
    }

    private boolean isSet(String key, boolean otherwise) {
        return config.getOptionalValue(PREFIX + key, Boolean.class).orElse(otherwise);
    }

    /** Returns the check for one entry, without its port, as a proxy's connections come from any port. */
    private static Predicate<InetAddress> check(String proxy) {
        try {
            if (proxy.contains("/")) {
                return new CidrAddressConverter().convert(proxy)::matches;
            }
            InetSocketAddress address = new InetSocketAddressConverter().convert(proxy);
            return List.of(InetAddress.getAllByName(address.getHostString()))::contains;
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new ClusterStartException(
                    PREFIX + "trusted-proxies: " + proxy + " is no address, network, or name of a host");
        }
    }
}
