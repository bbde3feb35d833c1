package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests which worker gets a connection that names no session. */
class BalancingTest {
    private static final int CLIENTS = 16;

    @Test
    void aClientBehindATrustedProxyKeepsItsWorker() throws IOException {
        try (AppProcess app = behindProxy("127.0.0.0/8")) {
            Map<Integer, Set<String>> workers = workersOfClients(app);
            assertThat(workers.values()).allMatch(own -> own.size() == 1);
            assertThat(union(workers)).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void forwardedAddressesOfUntrustedClientsAreIgnored() throws IOException {
        try (AppProcess app = behindProxy("10.9.9.9")) {
            assertThat(union(workersOfClients(app))).as("all have the same address").hasSize(1);
        }
    }

    @Test
    void aLoadBalancerOfTheApplicationIsUsed() throws IOException {
        try (AppProcess app = AppProcess.startCluster("cluster-app",
                "-Dquarkus.socketio.cluster.load-balancing=io.quarkiverse.socketio.it.cluster.LastWorkerBalancer")) {
            assertThat(union(workersOfClients(app))).containsExactly("2");
        }
    }

    @Test
    void aMissingLoadBalancerClassFailsTheStart() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("cluster-app"),
                "-Dquarkus.socketio.cluster.load-balancing=com.acme.Missing")) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains("load-balancing: there is no class com.acme.Missing"));
        }
    }

    private static AppProcess behindProxy(String trusted) {
        return AppProcess.startCluster("cluster-app", "-Dquarkus.socketio.cluster.load-balancing=ip-hash",
                "-Dquarkus.http.proxy.proxy-address-forwarding=true", "-Dquarkus.http.proxy.trusted-proxies=" + trusted);
    }

    private static Map<Integer, Set<String>> workersOfClients(AppProcess app) throws IOException {
        Map<Integer, Set<String>> workers = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int client = 0; client < CLIENTS; client++) {
                try (RawHttp http = new RawHttp(app.port())) {
                    http.send("GET /who HTTP/1.1\r\nHost: localhost\r\n");
                    http.send("X-Forwarded-For: 10.1.1." + client + "\r\n\r\n");
                    workers.computeIfAbsent(client, key -> new HashSet<>()).add(http.receive().headers().get("worker"));
                }
            }
        }
        return workers;
    }

    private static Set<String> union(Map<Integer, Set<String>> workers) {
        Set<String> all = new HashSet<>();
        workers.values().forEach(all::addAll);
        return all;
    }
}
