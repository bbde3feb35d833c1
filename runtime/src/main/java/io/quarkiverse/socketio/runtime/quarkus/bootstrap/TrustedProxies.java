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
import io.quarkus.vertx.http.runtime.ProxyConfig;
import io.quarkus.vertx.http.runtime.ProxyConfig.ForwardedPrecedence;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.config.SmallRyeConfig;

/** Reads {@code quarkus.http.proxy.*}: the proxies whose forwarded client addresses the primary trusts. */
record TrustedProxies(SmallRyeConfig config) {
    private static final String TRUSTED = "quarkus.http.proxy.trusted-proxies";

    /** Returns {@link ForwardedFor#NEVER} if no proxies are listed, where Quarkus trusts all. */
    ForwardedFor read() {
        ProxyConfig proxy = config.getConfigMapping(VertxHttpConfig.class).proxy();
        List<String> proxies = config.getOptionalValues(TRUSTED, String.class).orElse(List.of());
        if (!proxy.proxyAddressForwarding() || proxies.isEmpty()) {
            return ForwardedFor.NEVER;
        }
        List<Predicate<InetAddress>> checks = proxies.stream().map(TrustedProxies::check).toList();
        return new ForwardedFor(peer -> checks.stream().anyMatch(check -> check.test(peer)), names(proxy));
    }

    private static List<String> names(ProxyConfig proxy) {
        List<String> names = new ArrayList<>();
        if (proxy.allowForwarded()) {
            names.add(ForwardedFor.FORWARDED);
        }
        if (proxy.allowXForwarded().orElse(!proxy.allowForwarded())) {
            names.add(proxy.forwardedPrecedence() == ForwardedPrecedence.X_FORWARDED ? 0 : names.size(),
                    ForwardedFor.X_FORWARDED_FOR);
        }
        return names;
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
                    TRUSTED + ": " + proxy + " is no address, network, or name of a host");
        }
    }
}
