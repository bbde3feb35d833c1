package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogRecords;

class MisroutedRequestsTest {
    private final List<Integer> asked = new ArrayList<>();
    private final MisroutedRequests misrouted = new MisroutedRequests(new MisroutedRequests.Self(1, 7, "here", "io", ""),
            this::ownerName, () -> 0);

    private CompletionStage<String> ownerName(int incarnation) {
        asked.add(incarnation);
        return CompletableFuture.completedStage("worker w1 of this cluster, which is gone");
    }

    @Test
    void aSessionOfAnotherWorkerCountsAndItsOwnerIsRequestedOnce() {
        refused(1, SessionId.next(3), "");
        refused(1, SessionId.next(3), "");
        assertThat(misrouted.count()).isEqualTo(2);
        assertThat(asked).containsExactly(3);
    }

    @Test
    void theSidOfAnotherWorkersSessionIsLogged() {
        String sid = SessionId.next(3);
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.CLUSTER)) {
            refused(1, sid, "");
            assertThat(debug.lines())
                    .contains(sid + ": worker 1 refuses a request, the session is of a worker that is not there");
        }
    }

    @Test
    void closedSessionsOfThisWorkerAndMalformedIdsDoNotCount() {
        refused(1, SessionId.next(7), "");
        refused(1, "no id", "");
        refused(1, "", "");
        refused(3, SessionId.next(3), "");
        assertThat(misrouted.count()).isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void theCookieNamesTheHostOfASessionOfTheSameIncarnation() {
        String sid = SessionId.next(7);
        refused(1, sid, "a=b; io=there.2." + sid);
        assertThat(misrouted.count()).isEqualTo(1);
        refused(1, sid, "io=here.2." + sid);
        refused(1, sid, "io=there.2." + SessionId.next(7));
        refused(1, sid, "other=there.2." + sid);
        refused(1, sid, "io=the re.2." + sid);
        assertThat(misrouted.count()).isEqualTo(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void aSessionOfAHostThatCannotBeReachedCountsEvenIfItsWorkerHasTheSameIncarnation() {
        for (int incarnation : new int[] { 0, 7 }) {
            MisroutedRequests relaying = new MisroutedRequests(
                    new MisroutedRequests.Self(1, incarnation, "here", "io", "HERE"), this::ownerName, () -> 0);
            relaying.onRefused(new ConnectionError(new Request(SessionId.next(7, "away"), ""), 1, "", Map.of()));
            assertThat(relaying.count()).isEqualTo(1);
            relaying.onRefused(new ConnectionError(new Request(SessionId.next(incarnation, "HERE"), ""), 1, "", Map.of()));
            assertThat(relaying.count()).as("a closed session of this host").isEqualTo(1);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void manyInventedIdsCountButFewOwnersAreRequested() {
        for (int incarnation = 100; incarnation < 4000; incarnation++) {
            refused(1, SessionId.next(incarnation), "io=host" + incarnation + ".1." + SessionId.next(3));
        }
        assertThat(misrouted.count()).isEqualTo(3900);
        assertThat(asked).hasSize(MisroutedRequests.MAX_LOGGED_OWNERS);
    }

    private void refused(int code, String sid, String cookie) {
        misrouted.onRefused(new ConnectionError(new Request(sid, cookie), code, "", Map.of()));
    }

    private record Request(String sid, String cookie) implements HandshakeRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String url() {
            return "/";
        }

        @Override
        public Map<String, String> query() {
            return Map.of("sid", sid);
        }

        @Override
        public List<String> queryValues(String name) {
            return List.of();
        }

        @Override
        public Map<String, List<String>> headers() {
            return cookie.isEmpty() ? Map.of() : Map.of("cookie", List.of(cookie));
        }

        @Override
        public String header(String name) {
            return name.equals("cookie") ? cookie : null;
        }

        @Override
        public String address() {
            return "";
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public boolean upgrade() {
            return false;
        }
    }
}
