package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import io.quarkiverse.socketio.it.broadcast.BusTest;
import io.quarkiverse.socketio.it.broadcast.RandomBroadcastTest;
import io.quarkiverse.socketio.it.clients.ManyClientsTest;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.it.support.UseHandoff;

/**
 * Tests a primary that proxies bytes instead of passing descriptors. {@code -Plong} repeats the tests of other classes in this
 * mode.
 */
class ProxyTest {
    private static final String APP = "cluster-app";

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.PROXY)
    class Dispatching extends DispatcherTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.WITHOUT_NATIVE_TRANSPORT)
    class DispatchingWithoutNativeTransport extends DispatcherTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.WITHOUT_NATIVE_TRANSPORT)
    class MisroutedRequests extends MisroutedRequestTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.WITHOUT_NATIVE_TRANSPORT)
    class Relaying extends RelayTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.PROXY)
    class RelayingOfProxiedConnections extends RelayTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.WITHOUT_NATIVE_TRANSPORT)
    class Bus extends BusTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.PROXY)
    class ManyClients extends ManyClientsTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.PROXY)
    class Balancing extends BalancingTest {
    }

    @Nested
    @Tag("long")
    @UseHandoff(Handoff.PROXY)
    class Broadcasts extends RandomBroadcastTest {
    }

    @Test
    void thePrimaryLogsTheHandoff() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP))) {
            app.awaitLine("cluster primary, .*handoff=descriptor");
        }
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), Handoff.WITHOUT_NATIVE_TRANSPORT.option())) {
            app.awaitLine("cluster primary, .*handoff=proxy");
        }
    }

    @Test
    void descriptorHandoffWithoutNativeTransportIsRefusedWithAdvice() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP),
                Handoff.WITHOUT_NATIVE_TRANSPORT.with(Handoff.DESCRIPTOR.option()))) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains("quarkus.socketio.cluster.handoff=descriptor needs")
                    && line.contains("set that key to auto or proxy"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DESCRIPTOR")
    void connectionsOfAKilledWorkerAreClosed(Handoff handoff) throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option());
                RawHttp idle = new RawHttp(app.port());
                RawHttp waiting = new RawHttp(app.port())) {
            long killed = Long.parseLong(idle.get("/socket.io/app/who?sid=ABaaaaaaaaaaaaaaaaaa").body().split(" ")[0]);
            waiting.send("GET /socket.io/app/hang?sid=ABaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: localhost\r\n\r\n");
            app.awaitLine("hanging");
            AppProcess.kill(killed);
            assertThat(idle.line()).isNull();
            assertThat(waiting.line()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DESCRIPTOR")
    @Requires({ "node", "npm" })
    void workersTerminateTls(Handoff handoff, @TempDir Path directory) {
        Keys keys = new Keys(directory);
        keys.make("server");
        List<String> options = new ArrayList<>(List.of("-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2", handoff.option()));
        options.addAll(keys.options("server"));
        try (AppProcess app = AppProcess.startCluster("fixtures", options.toArray(String[]::new))) {
            for (String protocol : List.of("h1", "h2")) {
                assertThat(NodeScript.run("mixed.mjs", "https://localhost:" + app.tlsPort(), protocol,
                        keys.certificate("server")).path("protocol").asText()).isEqualTo(protocol);
            }
        }
    }
}
