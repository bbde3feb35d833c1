package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Future;
import io.quarkiverse.socketio.runtime.relay.HostAddress;
import io.quarkiverse.socketio.runtime.relay.HostDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/**
 * The hosts in the configuration. Names are resolved anew each time, without the JDK's cache, as pods come and go. A name that
 * cannot be resolved has the addresses that it had before, so that hosts that are known stay so while DNS fails.
 * <p>
 * Thread: any.
 */
final class ConfiguredHosts implements HostDirectory {
    private static final long QUERY_MILLIS = 2000;

    private final List<RelaySettings.Place> places;
    private final RelaySettings.Place self;
    private final Function<String, Future<List<InetAddress>>> resolver;
    private final Map<RelaySettings.Place, List<HostAddress>> latest = new ConcurrentHashMap<>();

    /** @param self this host, which is left out if it is an address */
    ConfiguredHosts(List<RelaySettings.Place> places, RelaySettings.Place self, Vertx vertx) {
        this(places, self, dns(vertx));
    }

    ConfiguredHosts(List<RelaySettings.Place> places, RelaySettings.Place self,
            Function<String, Future<List<InetAddress>>> resolver) {
        this.places = places;
        this.self = self;
        this.resolver = resolver;
    }

    private static Function<String, Future<List<InetAddress>>> dns(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        EventLoopGroup loops = internal.getEventLoopGroup();
        return new DnsNameResolverBuilder((EventLoop) loops.next())
                .channelFactory(() -> internal.transport().datagramChannel()).ttl(0, 1).negativeTtl(0)
                .queryTimeoutMillis(QUERY_MILLIS).build()::resolveAll;
    }

    @Override
    public CompletionStage<List<HostAddress>> addresses() {
        CompletableFuture<List<HostAddress>> all = CompletableFuture.completedFuture(List.of());
        UnknownHostException none = new UnknownHostException("none of quarkus.socketio.relay.hosts has an address");
        for (RelaySettings.Place place : places) {
            all = all.thenCombine(resolve(place).handle((found, failure) -> {
                if (failure == null) {
                    latest.put(place, found);
                    return found;
                }
                none.addSuppressed(failure);
                return latest.getOrDefault(place, List.of());
            }), ConfiguredHosts::concat);
        }
        return all.thenCompose(found -> found.isEmpty() && !places.isEmpty() ? CompletableFuture.failedFuture(none)
                : CompletableFuture.completedFuture(found.stream().filter(this::isOther).toList()));
    }

    private boolean isOther(HostAddress address) {
        return address.port() != self.port() || !address.ip().getHostAddress().equals(self.host());
    }

    private static List<HostAddress> concat(List<HostAddress> some, List<HostAddress> more) {
        List<HostAddress> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private CompletableFuture<List<HostAddress>> resolve(RelaySettings.Place place) {
        CompletableFuture<List<HostAddress>> resolved = new CompletableFuture<>();
        resolver.apply(place.host()).addListener((Future<List<InetAddress>> done) -> {
            if (done.isSuccess()) {
                resolved.complete(done.getNow().stream().map(ip -> new HostAddress(place.host(), ip, place.port())).toList());
            } else {
                resolved.completeExceptionally(done.cause());
            }
        });
        return resolved;
    }
}
