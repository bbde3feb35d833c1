package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that a trace continues from the client over the worker that serves it to other workers. */
class TracingTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(jar -> jar.addClasses(TracedApp.class, PrintedSpans.class))
            .setApplicationName("tracing").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.otel.traces.exporter", "none")
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-opentelemetry", Version.getVersion())));

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";
    private static final String NO_PARENT = "0000000000000000";

    @ProdBuildResults
    ProdModeTestResults results;

    private record Span(String kind, String status, String worker, String trace, String id, String parent) {
    }

    @Test
    void theSpansOfOneEventOnTwoWorkersAreOneTrace() throws IOException {
        try (AppProcess app = start();
                RawHttp client = connect(app, "traceparent: 00-" + TRACE + "-" + CLIENT + "-01\r\n"
                        + "tracestate: vendor=t61rcWkgMzE\r\nbaggage: tenant=acme\r\n")) {
            client.sendTextFrame("42[\"order\",\"tea\"]");
            Span event = span(app, "/ order", "\\d");
            assertThat(event.trace()).isEqualTo(TRACE);
            assertThat(event.parent()).isEqualTo(CLIENT);
            assertThat(event.kind()).isEqualTo("SERVER");
            String other = event.worker().equals("1") ? "2" : "1";
            for (String worker : List.of(event.worker(), other)) {
                Span broadcast = span(app, "broadcast packed", worker);
                assertThat(broadcast.trace()).isEqualTo(TRACE);
                assertThat(broadcast.parent()).isEqualTo(event.id());
                assertThat(broadcast.kind()).isEqualTo("CONSUMER");
                app.awaitLine("worker " + worker + " packed in " + TRACE + " with t61rcWkgMzE for acme");
            }
            app.awaitLine("worker " + other + " shipped in " + TRACE + " with t61rcWkgMzE for acme");
            Span delivery = span(app, "/ broadcast", other);
            assertThat(delivery.trace()).isEqualTo(TRACE);
            assertThat(delivery.parent()).isEqualTo(event.id());
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR ["));
        }
    }

    @Test
    void asynchronousWorkOfAnEventBelongsToItsTrace() throws IOException {
        try (AppProcess app = start(); RawHttp client = connect(app, "")) {
            client.sendTextFrame("42[\"order-later\",\"tea\"]");
            Span event = span(app, "/ order-later", "\\d");
            assertThat(event.parent()).isEqualTo(NO_PARENT);
            assertThat(span(app, "broadcast packed", event.worker().equals("1") ? "2" : "1"))
                    .satisfies(broadcast -> assertThat(broadcast.trace()).isEqualTo(event.trace()))
                    .satisfies(broadcast -> assertThat(broadcast.parent()).isEqualTo(event.id()));
        }
    }

    @Test
    void withoutATraceOfTheClientEachEventStartsOneAndFailuresAreRecorded() throws IOException {
        try (AppProcess app = start(); RawHttp client = connect(app, "traceparent: nonsense\r\n")) {
            client.sendTextFrame("42[\"order\",\"tea\"]");
            client.sendTextFrame("42[\"fail\"]");
            Span order = span(app, "/ order", "\\d");
            Span failure = span(app, "/ fail", "\\d");
            assertThat(List.of(order.parent(), failure.parent())).containsOnly(NO_PARENT);
            assertThat(failure.trace()).isNotEqualTo(order.trace());
            assertThat(order.status()).isEqualTo("UNSET");
            assertThat(failure.status()).isEqualTo("ERROR");
        }
    }

    private AppProcess start() {
        return AppProcess.start(results.getResults().get(0).getPath(), "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2");
    }

    private static Span span(AppProcess app, String name, String worker) {
        Matcher line = app.awaitLine("span '" + Pattern.quote(name) + "' (\\w+) (\\w+) of worker (" + worker
                + "): trace (\\w+) id (\\w+) parent (\\w+)");
        return new Span(line.group(1), line.group(2), line.group(3), line.group(4), line.group(5), line.group(6));
    }

    private static RawHttp connect(AppProcess app, String fields) throws IOException {
        RawHttp client = new RawHttp(app.awaitReady());
        client.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + fields
                + "\r\n");
        assertThat(client.receive().status()).isEqualTo(101);
        client.textFrame();
        client.sendTextFrame("40");
        assertThat(client.textFrame()).startsWith("40{");
        return client;
    }
}
