package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests requests that name a session of another worker and would still open a new one. */
class RelayedHandshakeTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final int MAX_SESSIONS = 3;

    @Test
    void noQueryOpensMoreSessionsThanAnAddressMayHave() throws IOException {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.limits.per-address=" + MAX_SESSIONS)) {
            Map<String, Integer> sessions = new HashMap<>();
            Map<String, String> sids = new HashMap<>();
            for (int refused = 0; refused < 4;) { // at both workers, which are chosen in turn
                RawHttp.Response answer = RawHttp.get(app.port(), HANDSHAKE);
                refused = answer.status() == 200 ? 0 : refused + 1;
                if (answer.status() == 200) {
                    String sid = RawWebSocket.sid(answer.body());
                    sessions.merge(sid.substring(0, 2), 1, Integer::sum);
                    sids.put(sid.substring(0, 2), sid);
                }
            }
            assertThat(sessions).hasSize(2).allSatisfy((worker, count) -> assertThat(count).isEqualTo(MAX_SESSIONS));
            for (String sid : sids.values()) {
                for (String target : new String[] { HANDSHAKE + "&sid=" + sid + "&%73id=", HANDSHAKE + "&sid=" + sid + "&sid=",
                        HANDSHAKE + "&sid=" + sid + ";sid=", "/a/.." + HANDSHAKE + "&sid=" + sid + "&%73id" }) {
                    for (int i = 0; i < 4; i++) { // connections of both workers
                        try (RawHttp connection = new RawHttp(app.port())) {
                            assertThat(connection.get(HANDSHAKE).status()).isEqualTo(429);
                            assertThat(connection.get(target).status()).as(target).isEqualTo(429);
                        }
                    }
                }
            }
        }
    }
}
