package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.PrometheusPage;
import io.quarkiverse.socketio.it.support.PrometheusPage.Series;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests the value of each meter in a cluster of two workers. */
class MetersTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(jar -> jar.addClasses(MeteredApp.class, MeteredHandlers.class, MeteredRooms.class))
            .setApplicationName("meters").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            // no heartbeat, whose bytes would count
            .overrideConfigKey("quarkus.socketio.ping-interval", "10m")
            .overrideConfigKey("quarkus.socketio.cookie.host", "blue")
            .setForcedDependencies(List.of(
                    Dependency.of("io.quarkus", "quarkus-micrometer-registry-prometheus", Version.getVersion())));

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    private static final Pattern PID = Pattern.compile("\"pid\":\"([^\"]+)\"");
    private static final Pattern LAST_ARGUMENT = Pattern.compile(",\"([^\"]+)\"]$");
    private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";

    private static final Path ATTACHMENTS = Path.of("..", "..", "docs", "modules", "ROOT", "attachments");

    @ProdBuildResults
    ProdModeTestResults results;

    @TempDir
    Path directory;

    @Test
    void bytesAndAcknowledgementsOfWebSocketClientsAreCounted() throws IOException {
        try (AppProcess app = start(); Client client = new Client(app.awaitReady())) {
            String joined = client.join("40");
            awaitSum(app, Map.of("socketio_bytes_received_total", 2.0, "socketio_bytes_sent_total",
                    (double) client.opened.length() + joined.length()), "transport", "websocket");
            client.send("42[\"ask-me\"]");
            String question = client.receive();
            assertThat(question).isEqualTo("420[\"question\"]");
            app.await("a pending acknowledgement", () -> scrape(app).sum("socketio_acks_pending") == 1);
            client.send("430[\"here\"]");
            String thanks = client.receive();
            app.await("no pending acknowledgement", () -> scrape(app).sum("socketio_acks_pending") == 0);
            awaitSum(app, Map.of("socketio_bytes_received_total", 2.0 + 12 + 11, "socketio_bytes_sent_total",
                    (double) client.opened.length() + joined.length() + question.length() + thanks.length()), "transport",
                    "websocket");
            assertThat(sum(scrape(app), "socketio_bytes_sent_total", "transport", "polling")).isZero();

            client.send("42[\"ask-me\"]");
            client.receive();
            app.await("a pending acknowledgement", () -> scrape(app).sum("socketio_acks_pending") == 1);
            client.close();
            app.await("the seat to be given up", () -> scrape(app).sum("socketio_acks_pending") == 0);
        }
    }

    @Test
    void callsOfHandlerMethodsAreTimed() throws IOException {
        try (AppProcess app = start(); Client client = new Client(app.awaitReady())) {
            client.join("40/timed,");
            client.send("42/timed,1[\"add\",1]");
            assertThat(client.receive()).isEqualTo("43/timed,1[2]");
            client.send("42/timed,[\"add\",\"x\"]");
            client.send("42/timed,2[\"add\",2]");
            assertThat(client.receive()).isEqualTo("43/timed,2[3]");
            awaitCalls(app, "event", "add", "success", 2);
            awaitCalls(app, "event", "add", "failure", 1);
            awaitCalls(app, "connect", "", "success", 1);
            assertThat(scrape(app).type("socketio_handler_seconds")).isEqualTo("summary");
        }
    }

    @Test
    void namesThatClientsChooseAreInNoSeries() throws IOException {
        try (AppProcess app = start(); Client client = new Client(app.awaitReady())) {
            ask(client, "known", "ask");
            app.await("the first call", () -> calls(app, Map.of("event", "ask")) == 1);
            Set<Series> before = scrape(app).samples().keySet();
            for (int i = 0; i < 20; i++) {
                ask(client, "chosen" + i, "invented" + i);
            }
            app.await("all calls",
                    () -> calls(app, Map.of("event", "ask")) == 21 && calls(app, Map.of("kind", "any_event")) == 41);
            PrometheusPage page = scrape(app);
            assertThat(page.samples().keySet().stream().filter(series -> series.name().startsWith("socketio_")))
                    .isSubsetOf(before);
            assertThat(page.samples().keySet().toString()).doesNotContain("chosen", "invented");
            assertThat(sum(page, "socketio_connections", "namespace", "dynamic")).isEqualTo(21);
        }
    }

    /** Joins a namespace and sends two events, of which only the last has a method of its own. */
    private static void ask(Client client, String room, String unknown) throws IOException {
        String namespace = "/room-" + room + ",";
        client.join("40" + namespace);
        if (!unknown.equals("ask")) {
            client.send("42" + namespace + "[\"" + unknown + "\"]");
        }
        client.send("42" + namespace + "1[\"ask\"]");
        assertThat(client.receive()).isEqualTo("43" + namespace + "1[1]");
    }

    private static double calls(AppProcess app, Map<String, String> labels) {
        return scrape(app).samples().entrySet().stream()
                .filter(sample -> sample.getKey().name().equals("socketio_handler_seconds_count")
                        && sample.getKey().labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    private static void awaitCalls(AppProcess app, String kind, String event, String outcome, int calls) {
        Map<String, String> labels = Map.of("kind", kind, "namespace", "/timed", "event", event, "outcome", outcome);
        app.await(calls + " calls of " + labels, () -> calls(app, labels) == calls);
    }

    @Test
    void bytesForAPollingClientAreBufferedUntilItPolls() throws IOException {
        try (AppProcess app = start(); RawHttp http = new RawHttp(app.awaitReady())) {
            String opened = http.get("/socket.io/?EIO=4&transport=polling").body();
            String target = "/socket.io/?EIO=4&transport=polling&sid=" + find(SID, opened);
            post(http, target, "40");
            String joined = http.get(target).body();
            post(http, target, "42[\"flood\",100000]");
            app.await("pending bytes", () -> scrape(app).sum("socketio_buffered_bytes") > 100_000);
            String flood = http.get(target).body();
            assertThat(flood).hasSizeGreaterThan(100_000);
            awaitSum(app, Map.of("socketio_bytes_received_total", 2.0 + 18, "socketio_bytes_sent_total",
                    (double) opened.length() + joined.length() + flood.length()), "transport", "polling");
            assertThat(scrape(app).sum("socketio_buffered_bytes")).isZero();
        }
    }

    @Test
    void bytesForAWebSocketClientAreBufferedUntilItReads() throws IOException {
        try (AppProcess app = start(); Client client = new Client(app.awaitReady())) {
            client.join("40");
            client.send("42[\"flood\",15000000]"); // more than the kernel buffers
            app.await("pending bytes", () -> scrape(app).sum("socketio_buffered_bytes") > 100_000);
            client.http.socket().getInputStream().skipNBytes(15_000_000);
            app.await("the session to be taken", () -> scrape(app).sum("socketio_buffered_bytes") == 0);
        }
    }

    @Test
    void messagesBetweenWorkersAreCountedOnBothSides() throws IOException {
        try (AppProcess app = start(); Client first = new Client(app.awaitReady()); Client second = elsewhere(app, first)) {
            first.join("40");
            second.join("40");
            for (int i = 0; i < 3; i++) {
                first.send("42[\"tell-all\"," + i + "]");
                assertThat(second.receive()).isEqualTo("42[\"news\"," + i + "]");
            }
            app.await("three broadcasts", () -> messages(app, "broadcast", "sent").values().contains(3.0)
                    && messages(app, "broadcast", "received").values().contains(3.0));
            Map<String, Double> sent = messages(app, "broadcast", "sent");
            Map<String, Double> received = messages(app, "broadcast", "received");
            assertThat(sent).hasSize(2).containsValues(3.0, 0.0);
            sent.forEach((worker, count) -> assertThat(received).containsEntry(worker, 3 - count));
            assertThat(messages(app, "fetch-sockets", "sent")).containsOnlyKeys("1", "2").containsValues(0.0);
        }
    }

    @Test
    void recoveriesAreCountedByOutcome() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.recovery.enabled=true")) {
            app.awaitReady();
            String[] left = leave(new Client(app.port()));
            Client again = sameWorker(app, left[0]);
            assertThat(again.join(back(left))).contains("\"pid\":\"" + left[1]);
            awaitReturns(app, 1, 0, 0);
            String[] leftAgain = leave(again);
            Client moved = otherWorker(app, left[0]);
            assertThat(moved.join(back(leftAgain))).contains("\"pid\":\"" + left[1]);
            awaitReturns(app, 1, 1, 0);
            moved.close();
            try (Client stranger = new Client(app.port())) {
                assertThat(stranger.join("40{\"pid\":\"nobody\",\"offset\":\"0\"}")).doesNotContain("nobody");
                awaitReturns(app, 1, 1, 1);
            }
            try (Client fresh = new Client(app.port())) {
                fresh.join("40");
                awaitReturns(app, 1, 1, 1);
            }
        }
    }

    @Test
    void requestsForAStoppedWorkersSessionAreCountedAndLoggedOnce() throws IOException {
        try (AppProcess app = start(); Client client = new Client(app.awaitReady()); RawHttp held = new RawHttp(app.port())) {
            String sid = find(SID, client.opened);
            int seat = workerOf(sid);
            AppProcess.kill(app.workers().get(seat - 1));
            app.await("its end", () -> app.output().stream().anyMatch(line -> line.contains("ended by signal 9")));
            int requests = 0;
            for (; requests < 5; requests++) {
                assertRefused(RawHttp.get(app.port(), polling(sid)));
            }
            for (; requests < 8; requests++) { // on a connection of a worker
                assertRefused(held.get(polling(sid)));
            }
            int all = requests;
            app.await(all + " requests", () -> scrape(app).sum("socketio_cluster_misrouted_total") == all);
            app.awaitLine("names a session of worker w" + seat + " of this cluster, which is gone");
            // by the existing worker, or by the new one as well
            assertThat(count(app, "which is gone")).isBetween(1L, 2L);
            assertThat(app.output()).noneMatch(line -> line.contains(sid));
        }
    }

    @Test
    void anEndedSessionOfALiveWorkerIsNotMisrouted() throws IOException {
        try (AppProcess app = start(); RawHttp http = new RawHttp(app.awaitReady())) {
            String target = polling(find(SID, http.get("/socket.io/?EIO=4&transport=polling").body()));
            post(http, target, "1");
            http.get(target); // its last packets
            try (Client other = new Client(app.port())) { // queried from either worker
                for (int i = 0; i < 4; i++) {
                    assertRefused(RawHttp.get(app.port(), target));
                }
            }
            assertRefused(RawHttp.get(app.port(), "/socket.io/?EIO=4&transport=polling&sid=made-up"));
            app.await("the refusals", () -> scrape(app).sum("socketio_handshake_rejected_total") >= 5);
            assertThat(scrape(app).sum("socketio_cluster_misrouted_total")).isZero();
        }
    }

    @Test
    void misroutedRequestsOfAnotherHostAreCountedByHost() throws IOException {
        try (AppProcess app = start(); RawHttp http = new RawHttp(app.awaitReady())) {
            String sid = find(SID, http.get("/socket.io/?EIO=4&transport=polling").body());
            String foreign = sid.substring(0, 2) + "x".repeat(18); // a worker of the same seat
            for (int i = 0; i < 3; i++) {
                assertRefused(http.send("GET " + polling(foreign) + " HTTP/1.1\r\nHost: localhost\r\nCookie: io=green.1."
                        + foreign + "\r\n\r\n").receive());
            }
            app.await("three requests", () -> scrape(app).sum("socketio_cluster_misrouted_total") == 3);
            app.awaitLine("names a session of host green and came to this one, blue");
            assertThat(count(app, "host green")).isEqualTo(1);
        }
    }

    @Test
    void inventedSessionIdsDoNotFillTheLog() throws IOException {
        try (AppProcess app = start(); RawHttp http = new RawHttp(app.awaitReady())) {
            String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            for (int i = 0; i < 500; i++) {
                String sid = "z" + letters.charAt(i % letters.length()) + "x".repeat(18);
                assertRefused(http.send("GET " + polling(sid) + " HTTP/1.1\r\nHost: localhost\r\nCookie: io=host" + i + ".1."
                        + sid + "\r\n\r\n").receive());
            }
            app.await("all requests", () -> scrape(app).sum("socketio_cluster_misrouted_total") == 500);
            // a worker may log ten a minute, and there may have been several
            assertThat(count(app, "names a session of")).isBetween(1L, 60L);
        }
    }

    @Test
    @Requires("promtool")
    void promtoolAcceptsThePageAfterTrafficAndAfterAReplacement() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.recovery.enabled=true")) {
            app.awaitReady();
            check(app, "before");
            try (Client first = new Client(app.port()); Client second = elsewhere(app, first)) {
                first.join("40");
                second.join("40");
                first.send("42[\"tell-all\",1]");
                second.receive();
                assertRefused(RawHttp.get(app.port(), polling("zz" + "x".repeat(18))));
                RawHttp.get(app.port(), "/nothing");
                app.await("the broadcast", () -> messages(app, "broadcast", "received").containsValue(1.0));
                check(app, "traffic");
            }
            AppProcess.kill(app.workers().get(0));
            app.await("a new worker", () -> count(app, "pid \\d+ is ready") == 3);
            RawHttp.get(app.port(), "/nothing");
            check(app, "replaced");
        }
    }

    @Test
    void theAlertRulesAndTheDashboardNameMetricsThatExist() throws IOException {
        try (AppProcess app = start()) {
            app.awaitReady();
            assertRefused(RawHttp.get(app.port(), polling("zz" + "x".repeat(18))));
            // counted when they happen first, or only if hosts relay
            Set<String> later = Set.of("jvm_gc_pause_seconds_sum", "socketio_relay_requests_total");
            for (String file : List.of("socketio-alerts.yml", "socketio-dashboard.json")) {
                Set<String> named = Pattern.compile("\\b(socketio|websocket|jvm|process)_[a-z_]+\\b")
                        .matcher(Files.readString(ATTACHMENTS.resolve(file))).results().map(MatchResult::group)
                        .filter(name -> !later.contains(name)).collect(Collectors.toSet());
                assertThat(named).hasSizeGreaterThan(8);
                app.await("the metrics of " + file + ": " + named, () -> scrape(app).samples().keySet().stream()
                        .map(PrometheusPage.Series::name).collect(Collectors.toSet()).containsAll(named));
            }
        }
    }

    private void check(AppProcess app, String name) throws IOException {
        Path page = directory.resolve(name);
        Files.writeString(page, RawHttp.get(app.port(), "/q/metrics").body());
        // 3: valid, but promtool would name it otherwise; most names are not ours
        String said = Execution.of(directory,
                List.of("sh", "-c", "promtool check metrics < " + name + " || [ $? = 3 ]"));
        assertThat(said.lines()).noneMatch(line -> line.startsWith("socketio_") || line.startsWith("websocket_"));
    }

    private AppProcess start(String... options) {
        String[] all = Arrays.copyOf(options, options.length + 3);
        all[options.length] = "-Dquarkus.socketio.cluster.enabled=true";
        all[options.length + 1] = "-Dquarkus.socketio.cluster.workers=2";
        all[options.length + 2] = "-Dquarkus.socketio.limits.buffered-bytes=20000000";
        return AppProcess.startRepeatedly(results.getResults().get(0).getPath(), all);
    }

    /** A WebSocket client with short packets. */
    private static final class Client implements AutoCloseable {
        private final RawHttp http;
        private final String opened;
        private String joined = "";

        Client(int port) throws IOException {
            http = new RawHttp(port);
            http.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(http.receive().status()).isEqualTo(101);
            opened = http.textFrame();
        }

        /** Returns the acknowledgement. */
        String join(String packet) throws IOException {
            send(packet);
            joined = receive();
            return joined;
        }

        void send(String packet) throws IOException {
            http.sendTextFrame(packet);
        }

        String receive() throws IOException {
            return http.textFrame();
        }

        String worker() {
            return find(SID, opened).substring(0, 2);
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }

    /** Connects, gets an event, and is disconnected; returns the worker, the secret and the offset. */
    private static String[] leave(Client client) throws IOException {
        try (client) {
            if (client.joined.isEmpty()) {
                client.join("40");
            }
            client.send("42[\"echo\",1]");
            return new String[] { client.worker(), find(PID, client.joined), find(LAST_ARGUMENT, client.receive()) };
        }
    }

    private static String back(String[] left) {
        return "40{\"pid\":\"" + left[1] + "\",\"offset\":\"" + left[2] + "\"}";
    }

    private static Client sameWorker(AppProcess app, String worker) throws IOException {
        return connect(app, worker, true);
    }

    private static Client otherWorker(AppProcess app, String worker) throws IOException {
        return connect(app, worker, false);
    }

    private static Client elsewhere(AppProcess app, Client first) throws IOException {
        return connect(app, first.worker(), false);
    }

    private static Client connect(AppProcess app, String worker, boolean same) throws IOException {
        List<Client> wrong = new ArrayList<>();
        try {
            while (true) {
                Client client = new Client(app.port());
                if (client.worker().equals(worker) == same) {
                    return client;
                }
                wrong.add(client);
            }
        } finally {
            for (Client client : wrong) {
                client.close();
            }
        }
    }

    private static int workerOf(String sid) {
        return sid.charAt(1) - 'A';
    }

    private static String polling(String sid) {
        return "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    }

    private static void post(RawHttp http, String target, String body) throws IOException {
        assertThat(http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body).receive().status()).isEqualTo(200);
    }

    private static void assertRefused(RawHttp.Response answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(UNKNOWN);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static PrometheusPage scrape(AppProcess app) {
        try {
            return new PrometheusPage(RawHttp.get(app.port(), "/q/metrics").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double sum(PrometheusPage page, String name, String label, String value) {
        return page.samples().entrySet().stream()
                .filter(sample -> sample.getKey().name().equals(name) && value.equals(sample.getKey().labels().get(label)))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    private static void awaitSum(AppProcess app, Map<String, Double> sums, String label, String value) {
        app.await(sums + " of " + value, () -> {
            PrometheusPage page = scrape(app);
            return sums.entrySet().stream()
                    .allMatch(expected -> sum(page, expected.getKey(), label, value) == expected.getValue());
        });
    }

    private static void awaitReturns(AppProcess app, int recovered, int moved, int fresh) {
        app.await(recovered + " recovered, " + moved + " moved, " + fresh + " new", () -> {
            PrometheusPage page = scrape(app);
            return sum(page, "socketio_recovery_total", "result", "recovered") == recovered
                    && sum(page, "socketio_recovery_total", "result", "moved") == moved
                    && sum(page, "socketio_recovery_total", "result", "new") == fresh;
        });
    }

    /** Returns samples by worker. */
    private static Map<String, Double> messages(AppProcess app, String type, String direction) {
        Map<String, Double> counts = new TreeMap<>();
        for (Map.Entry<Series, Double> sample : scrape(app).samples().entrySet()) {
            Map<String, String> labels = sample.getKey().labels();
            if (sample.getKey().name().equals("socketio_adapter_messages_total") && type.equals(labels.get("type"))
                    && direction.equals(labels.get("direction"))) {
                counts.put(labels.get("worker"), sample.getValue());
            }
        }
        return counts;
    }

    private static long count(AppProcess app, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return app.output().stream().filter(line -> compiled.matcher(line).find()).count();
    }
}
