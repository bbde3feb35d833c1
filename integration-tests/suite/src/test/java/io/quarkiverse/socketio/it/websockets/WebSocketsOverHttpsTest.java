package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests endpoints of quarkus-websockets-next in a cluster whose workers terminate TLS. */
class WebSocketsOverHttpsTest {
    private static final int SERVICE_RESTART = 1012;
    private static final String KEY = "first";

    @TempDir
    Path directory;
    private SSLContext trust;
    private AppProcess app;

    private RawHttp connect() throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", app.tlsPort());
        socket.setSoTimeout((int) AppProcess.LIMIT.toMillis());
        return new RawHttp(socket);
    }

    /** Returns a visitor of each worker. */
    private List<Visitor> onEachWorker(String path, String user) throws IOException {
        Map<Long, Visitor> found = new HashMap<>();
        for (int i = 0; i < 100 && found.size() < 2; i++) {
            Visitor visitor = new Visitor(connect(), path, user);
            Visitor before = found.putIfAbsent(visitor.worker(), visitor);
            if (before != null) {
                visitor.close();
            }
        }
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(app.readyWorkers());
        return List.copyOf(found.values());
    }

    private void assertReached(List<Visitor> visitors, String query) throws IOException {
        try (RawHttp http = connect()) {
            assertThat(http.post("/send?" + query + "&text=hello", "").status()).isEqualTo(204);
        }
        for (Visitor visitor : visitors) {
            assertThat(visitor.socket().text()).isEqualTo("hello");
        }
    }

    /** Connects again after the server has told the client to. */
    private Visitor again(Visitor visitor) throws IOException {
        assertThat(visitor.socket().closeCode()).isEqualTo(SERVICE_RESTART);
        visitor.close();
        return new Visitor(connect(), "/chat/lobby", null);
    }

    @Test
    void messagesReachTheConnectionsOfAllWorkersAlsoAfterOneIsRemoved() throws IOException, GeneralSecurityException {
        Keys keys = new Keys(directory);
        keys.make(KEY);
        trust = keys.trusting(KEY);
        List<String> options = new ArrayList<>(keys.options(KEY));
        options.add("-Dquarkus.socketio.cluster.workers=2");
        try (AppProcess started = AppProcess.startCluster("websockets-app", options.toArray(String[]::new))) {
            app = started;
            List<Visitor> lobby = onEachWorker("/chat/lobby", null);
            List<Visitor> members = onEachWorker("/members", "ada");
            assertReached(lobby, "endpoint=chat&room=lobby");
            assertReached(members, "user=ada");
            AppProcess.order(AppProcess.packaged("websockets-app"), "scale=1", "-Dquarkus.http.port=" + app.port());
            app.await("one worker", () -> app.workers().size() == 1);
            long left = app.workers().get(0);
            List<Visitor> all = new ArrayList<>();
            for (Visitor visitor : lobby) {
                all.add(visitor.worker() == left ? visitor : again(visitor));
            }
            assertThat(all).allMatch(visitor -> visitor.worker() == left);
            assertReached(all, "endpoint=chat&room=lobby");
        }
    }
}
