package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests how connections of quarkus-websockets-next end when their worker leaves. */
class WebSocketsOfLeavingWorkersTest {
    private static final int SERVICE_RESTART = 1012;
    private static final int GOING_AWAY = 1001;

    private static List<Visitor> visitors(AppProcess app) throws IOException {
        List<Visitor> visitors = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            visitors.add(new Visitor(app.port(), "/chat/lobby", null));
        }
        return visitors;
    }

    private static void awaitCloseCode(List<Visitor> visitors, int code) throws IOException {
        for (Visitor visitor : visitors) {
            assertThat(visitor.socket().closeCode()).isEqualTo(code);
            assertThat(visitor.socket().next()).isNull();
            visitor.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Handoff.class, names = { "DESCRIPTOR", "PROXY" })
    void aRollingRestartTellsClientsToConnectAgainAndShutdownThatTheServerGoesAway(Handoff handoff) throws IOException {
        try (AppProcess app = AppProcess.startCluster("websockets-app", handoff.option())) {
            List<Visitor> before = visitors(app);
            List<Long> replaced = app.workers();
            app.signal("USR2");
            awaitCloseCode(before, SERVICE_RESTART);
            app.awaitLine("Rolling restart finished: 3 workers replaced");
            List<Visitor> after = visitors(app);
            assertThat(after).noneMatch(visitor -> replaced.contains(visitor.worker()));
            app.signal("TERM");
            awaitCloseCode(after, GOING_AWAY);
            assertThat(app.awaitExit()).isIn(0, 143);
        }
    }

    @Test
    void connectionsOfRemovedWorkersConnectAgainToOthersAndRebalancingSpreadsThem() throws IOException {
        try (AppProcess app = AppProcess.startCluster("websockets-app")) {
            List<Visitor> before = visitors(app);
            order(app, "scale=1");
            app.await("one worker", () -> app.workers().size() == 1);
            long left = app.workers().get(0);
            List<Visitor> staying = before.stream().filter(visitor -> visitor.worker() == left).toList();
            List<Visitor> moved = before.stream().filter(visitor -> visitor.worker() != left).toList();
            assertThat(moved).hasSizeBetween(1, before.size() - 1);
            List<Visitor> all = new ArrayList<>(staying);
            all.addAll(connectAgain(app, moved));
            assertThat(all).allMatch(visitor -> visitor.worker() == left);
            assertReached(app, all);

            order(app, "scale=3");
            app.await("three workers", () -> app.readyWorkers().size() == 3);
            order(app, "rebalance");
            app.await("closed connections", () -> closed(all).size() >= before.size() / 2);
            List<Visitor> spread = connectAgain(app, closed(all));
            assertThat(spread.stream().map(Visitor::worker).distinct()).as("other workers").hasSizeGreaterThan(1);
            all.removeAll(closed(all));
            all.addAll(spread);
            assertReached(app, all);
        }
    }

    private static void order(AppProcess app, String order) {
        AppProcess.order(AppProcess.packaged("websockets-app"), order, "-Dquarkus.http.port=" + app.port());
    }

    private static List<Visitor> closed(List<Visitor> visitors) {
        return visitors.stream().filter(visitor -> visitor.socket().hasInput()).toList();
    }

    private static List<Visitor> connectAgain(AppProcess app, List<Visitor> visitors) throws IOException {
        awaitCloseCode(visitors, SERVICE_RESTART);
        List<Visitor> again = new ArrayList<>();
        for (int i = 0; i < visitors.size(); i++) {
            again.add(new Visitor(app.port(), "/chat/lobby", null));
        }
        return again;
    }

    private static void assertReached(AppProcess app, List<Visitor> visitors) throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            assertThat(http.post("/send?endpoint=chat&text=hello", "").status()).isEqualTo(204);
        }
        for (Visitor visitor : visitors) {
            assertThat(visitor.socket().text()).isEqualTo("hello");
        }
    }

    @Test
    void theEndOfASingleProcessTellsClientsThatTheServerGoesAway() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("websockets-app"),
                "-Dquarkus.socketio.cluster.enabled=false")) {
            int port = Integer.parseInt(app.awaitLine("Listening on: http://[^:]+:(\\d+)").group(1));
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                visitors.add(new Visitor(port, "/chat/lobby", null));
            }
            app.signal("TERM");
            awaitCloseCode(visitors, GOING_AWAY);
            app.awaitExit();
        }
    }
}
