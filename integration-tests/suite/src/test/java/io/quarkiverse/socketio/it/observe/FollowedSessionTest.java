package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests that debug lines follow one session of a cluster, from the accept of its first connection to its end. */
class FollowedSessionTest {
    private static final Pattern DEBUG_LINE = Pattern
            .compile(
                    "(?:\\[(w\\d)] )?.*DEBUG \\[io\\.quarkiverse\\.socketio\\.(engine|socket|adapter|cluster)] \\([^)]*\\) (.*)");

    /** The lines of a client that opened a session by polling and upgraded to WebSocket. */
    private record Session(String sid, String socketId, String otherSid, int firstPort, int secondPort) {
    }

    @Test
    void debugLinesFollowASessionFromAcceptToClose() throws IOException {
        try (AppProcess app = start("-Dquarkus.log.category.\"io.quarkiverse.socketio\".level=DEBUG")) {
            Session session = serveClient(app);
            app.awaitLine(session.sid + " /: disconnected");
            String first = "connection of 127.0.0.1:" + session.firstPort;
            String second = "connection of 127.0.0.1:" + session.secondPort;
            // lines of different processes are in any order
            assertThat(lines(app, "primary")).containsSubsequence("cluster " + first + " was accepted",
                    "cluster " + first + " goes by the balancer's choice to worker N (pid N)",
                    "cluster " + second + " was accepted",
                    "cluster " + session.sid + ": " + second + " goes by its session id to worker N (pid N)");
            String worker = app.awaitLine("\\[(w\\d)].*" + session.sid + ": opened by").group(1);
            assertThat(lines(app, worker)).containsSubsequence("cluster worker N: adopts the " + first,
                    "engine " + session.sid + ": opened by 127.0.0.1, transport polling, protocol 4",
                    "cluster worker N: adopts the " + second,
                    "engine " + session.sid + ": a WebSocket probes the upgrade",
                    "engine " + session.sid + ": upgraded to websocket",
                    "socket " + session.sid + " /: received CONNECT",
                    "socket " + session.sid + " /: connected as socket " + session.socketId,
                    "socket " + session.sid + " /: received event \"echo\", 1 argument, wants acknowledgement 17",
                    "socket " + session.sid + " /: sends acknowledgement 17, 1 argument",
                    "adapter /: received BROADCAST from server N",
                    "socket " + session.sid + " /: sends event \"from-other\", 1 argument",
                    "engine " + session.sid + ": closed, TRANSPORT_CLOSE",
                    "engine " + session.sid + ": removed",
                    "socket " + session.sid + " /: disconnected, transport close");
            awaitLine(app, worker, "engine " + session.sid + ": opened over the " + first);
            awaitLine(app, "primary", "cluster " + session.sid + ": " + second + " was handed over to worker N (pid N)");
            awaitLine(app, worker, "cluster " + session.otherSid + ": worker N (pid N) relays a request of 127.0.0.1:"
                    + session.firstPort + " to worker N (pid N)");
            String other = worker.equals("w1") ? "w2" : "w1";
            awaitLine(app, other, "cluster worker N: takes what another worker relays of the " + first);
            awaitLine(app, other, "adapter /: published BROADCAST");
            assertThat(app.output()).as("payloads").noneMatch(line -> line.contains("a secret"));
        }
    }

    @Test
    void nothingIsLoggedByDefault() throws IOException {
        try (AppProcess app = start("-Dquarkus.log.level=INFO")) {
            Session session = serveClient(app);
            assertThat(app.output()).noneMatch(line -> line.contains(session.sid)).noneMatch(line -> line.contains("DEBUG"));
        }
    }

    private static AppProcess start(String option) {
        return AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2", option);
    }

    private static Session serveClient(AppProcess app) throws IOException {
        try (RawWebSocket other = new RawWebSocket(app.port(), RawWebSocket.TARGET);
                RawHttp polling = new RawHttp(app.port())) {
            String otherSid = other.open();
            other.join();
            String sid = RawWebSocket.sid(polling.get("/socket.io/?EIO=4&transport=polling").body());
            try (RawWebSocket client = new RawWebSocket(app.port(), RawWebSocket.TARGET + "&sid=" + sid)) {
                client.send("2probe");
                assertThat(client.text()).isEqualTo("3probe");
                client.send("5").join();
                client.send("4217[\"echo\",\"a secret\"]");
                assertThat(client.text()).isEqualTo("4317[\"a secret\"]");
                other.send("42[\"to-others\",\"a secret\"]");
                assertThat(client.text()).isEqualTo("42[\"from-other\",\"a secret\"]");
                // misrouted to the other worker, which refuses it: a poll of an upgraded client
                polling.get("/socket.io/?EIO=4&transport=polling&sid=" + otherSid);
                client.send("1");
                return new Session(sid, client.socketId(), otherSid, polling.socket().getLocalPort(),
                        client.http().socket().getLocalPort());
            }
        }
    }

    private static void awaitLine(AppProcess app, String process, String line) {
        app.await("the line '" + line + "' of " + process, () -> lines(app, process).contains(line));
    }

    /**
     * The categories and texts of the debug lines of a process, with {@code N} for workers, their processes and servers.
     *
     * @param process {@code w1}, {@code w2} or {@code primary}
     */
    private static List<String> lines(AppProcess app, String process) {
        return app.output().stream().map(DEBUG_LINE::matcher)
                .filter(line -> line.matches() && process.equals(line.group(1) == null ? "primary" : line.group(1)))
                .map(line -> line.group(2) + " " + line.group(3).replaceAll("(worker|pid|server) \\d+", "$1 N")).toList();
    }
}
