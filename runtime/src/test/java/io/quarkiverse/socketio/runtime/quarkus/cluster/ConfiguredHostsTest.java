package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.quarkiverse.socketio.runtime.quarkus.cluster.RelaySettings.Place;
import io.quarkiverse.socketio.runtime.relay.HostAddress;
import io.vertx.core.Vertx;

/** Tests the addresses of configured hosts, without DNS. */
class ConfiguredHostsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Place ELSEWHERE = new Place("192.0.2.1", 7070);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    private static List<HostAddress> addresses(Place self, Place... places) throws Exception {
        return new ConfiguredHosts(List.of(places), self, VERTX).addresses().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static HostAddress address(String name, String ip, int port) throws UnknownHostException {
        return new HostAddress(name, InetAddress.getByName(ip), port);
    }

    @Test
    void anAddressIsTakenAsItIs() throws Exception {
        assertThat(addresses(ELSEWHERE, new Place("10.0.0.1", 1), new Place("2001:db8::1", 2)))
                .containsExactly(address("10.0.0.1", "10.0.0.1", 1), address("2001:db8::1", "2001:db8::1", 2));
    }

    @Test
    void aNameKeepsItsNameForTheCertificate() throws Exception {
        assertThat(addresses(ELSEWHERE, new Place("localhost", 1))).contains(address("localhost", "127.0.0.1", 1))
                .allMatch(address -> address.name().equals("localhost"));
    }

    @Test
    void thisHostIsLeftOut() throws Exception {
        Place[] both = Stream.of(1, 2).map(port -> new Place("127.0.0.1", port)).toArray(Place[]::new);
        assertThat(addresses(both[0], both)).containsExactly(address("127.0.0.1", "127.0.0.1", 2));
        assertThat(addresses(both[0], both[0])).as("alone").isEmpty();
    }

    @Test
    void aNameThatCannotBeResolvedHidesNoOther() throws Exception {
        Place broken = new Place("a..b", 1);
        assertThat(addresses(ELSEWHERE, broken, new Place("10.0.0.1", 1)))
                .containsExactly(address("10.0.0.1", "10.0.0.1", 1));
        assertThatThrownBy(() -> addresses(ELSEWHERE, broken)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void aNameHasItsEarlierAddressesWhileDnsFails() throws Exception {
        InetAddress ip = InetAddress.getByName("10.0.0.3");
        AtomicBoolean fails = new AtomicBoolean();
        ConfiguredHosts hosts = new ConfiguredHosts(List.of(new Place("pods", 1), new Place("10.0.0.1", 1)), ELSEWHERE,
                name -> fails.get() ? ImmediateEventExecutor.INSTANCE.newFailedFuture(new UnknownHostException(name))
                        : ImmediateEventExecutor.INSTANCE.newSucceededFuture(List.of(ip)));
        List<HostAddress> before = hosts.addresses().toCompletableFuture().get();
        assertThat(before).hasSize(2);
        fails.set(true);
        assertThat(hosts.addresses().toCompletableFuture().get()).isEqualTo(before);
    }
}
