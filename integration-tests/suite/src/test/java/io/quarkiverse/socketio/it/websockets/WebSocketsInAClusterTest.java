package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests endpoints of quarkus-websockets-next in the workers of a cluster, and broadcasts to the connections of all of them. */
class WebSocketsInAClusterTest {
    private static final int WORKERS = 3;
    private static final AtomicInteger ENDS = new AtomicInteger();

    @Nested
    class WithDescriptors extends Contract {
        WithDescriptors() {
            super(Handoff.DESCRIPTOR);
        }
    }

    @Nested
    class WithAProxy extends Contract {
        WithAProxy() {
            super(Handoff.PROXY);
        }
    }

    /** The behaviour, however connections get to the workers. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract {
        private final Handoff handoff;
        private final List<Visitor> visitors = new ArrayList<>();
        private AppProcess app;
        private RawHttp http;

        Contract(Handoff handoff) {
            this.handoff = handoff;
        }

        @BeforeAll
        void start() {
            app = AppProcess.startCluster("websockets-app", handoff.option());
        }

        @AfterAll
        void stop() {
            app.close();
        }

        /** One connection, so that one worker sends all messages of a test. */
        @BeforeEach
        void connect() throws IOException {
            http = new RawHttp(app.port());
        }

        @AfterEach
        void leave() throws IOException {
            for (Visitor visitor : visitors) {
                visitor.close();
            }
            visitors.clear();
            http.close();
            awaitCount("", 0);
        }

        private Visitor visit(String path, String user) throws IOException {
            Visitor visitor = new Visitor(app.port(), path, user);
            visitors.add(visitor);
            return visitor;
        }

        /** Returns a visitor of each worker, in the order of their pids. */
        private List<Visitor> onEachWorker(String path, String user) throws IOException {
            Map<Long, Visitor> found = new HashMap<>();
            for (int i = 0; i < 60 && found.size() < WORKERS; i++) {
                Visitor visitor = new Visitor(app.port(), path, user);
                Visitor before = found.putIfAbsent(visitor.worker(), visitor);
                if (before != null) {
                    visitor.close();
                }
            }
            visitors.addAll(found.values());
            assertThat(found.keySet()).hasSize(WORKERS).containsExactlyInAnyOrderElementsOf(app.readyWorkers());
            awaitAllCounted();
            return found.values().stream().sorted((one, other) -> Long.compare(one.worker(), other.worker())).toList();
        }

        /** Waits until the workers have closed the connections that the test does not use. */
        private void awaitAllCounted() {
            awaitCount("", visitors.size());
        }

        private void awaitCount(String query, int count) {
            app.await(count + " connections" + query, () -> RawHttp.tryGet(app.port(), "/count" + query).body()
                    .equals("" + count));
        }

        private void send(String query) throws IOException {
            assertThat(http.post("/send?" + query, "").status()).isEqualTo(204);
        }

        /** Returns what each has received up to now, without the ends of earlier calls. */
        private List<List<String>> received(List<Visitor> by) throws IOException {
            String end = "end" + ENDS.incrementAndGet();
            send("text=" + end);
            List<List<String>> received = new ArrayList<>();
            for (Visitor visitor : by) {
                received.add(visitor.until(end).stream().filter(text -> !text.startsWith("end")).toList());
            }
            return received;
        }

        @Test
        void eachFilterReachesItsConnectionsOfAllWorkersOnceAndInOrder() throws IOException {
            List<Visitor> lobby = onEachWorker("/chat/lobby", null);
            List<Visitor> kitchen = onEachWorker("/chat/kitchen", "eve");
            List<Visitor> members = onEachWorker("/members", "ada");
            send("text=all");
            send("endpoint=chat&text=chat");
            send("endpoint=members&text=members&form=json");
            send("room=lobby&text=lobby");
            send("endpoint=chat&room=kitchen&text=kitchen&form=binary");
            send("user=ada&text=ada");
            send("to=" + lobby.get(1).id() + "&to=" + members.get(2).id() + "&text=two");
            send("endpoint=chat&except=" + lobby.get(1).id() + "&except=" + kitchen.get(0).id() + "&text=others");
            send("endpoint=chat&room=lobby&user=eve&text=none");
            assertThat(received(lobby)).containsExactly(List.of("all", "chat", "lobby", "others"),
                    List.of("all", "chat", "lobby", "two"), List.of("all", "chat", "lobby", "others"));
            assertThat(received(kitchen)).containsExactly(List.of("all", "chat", "binary kitchen"),
                    List.of("all", "chat", "binary kitchen", "others"), List.of("all", "chat", "binary kitchen", "others"));
            List<String> each = List.of("all", "{\"text\":\"members\"}", "ada");
            assertThat(received(members)).containsExactly(each, each,
                    List.of("all", "{\"text\":\"members\"}", "ada", "two"));
            awaitCount("?endpoint=chat", 2 * WORKERS);
            awaitCount("?endpoint=chat&room=lobby", WORKERS);
        }

        @Test
        void localReachesTheConnectionsOfOneWorker() throws IOException {
            List<Visitor> lobby = onEachWorker("/chat/lobby", null);
            send("text=here&form=local");
            assertThat(received(lobby)).containsExactlyInAnyOrder(List.of("here"), List.of(), List.of());
        }

        @Test
        void anEndpointBroadcastsToItsRoomOnAllWorkersInOrder() throws IOException {
            List<Visitor> lobby = onEachWorker("/chat/lobby", null);
            List<Visitor> kitchen = onEachWorker("/chat/kitchen", null);
            for (int i = 0; i < 100; i++) {
                lobby.get(0).socket().send("line " + i);
            }
            for (Visitor visitor : lobby.subList(1, WORKERS)) {
                List<String> lines = visitor.until("line 99");
                assertThat(lines).hasSize(99).first().isEqualTo("line 0");
                assertThat(lines).isEqualTo(lines.stream().sorted((one, other) -> number(one) - number(other)).toList());
            }
            assertThat(received(List.of(lobby.get(0)))).containsExactly(List.of());
            assertThat(received(kitchen)).allMatch(lines -> lines.stream().noneMatch(line -> line.startsWith("line")));
        }

        private static int number(String line) {
            return Integer.parseInt(line.substring("line ".length()));
        }

        @Test
        void broadcastsOfWebSocketsNextStayInTheirWorker() throws IOException {
            List<Visitor> neighbours = onEachWorker("/neighbours", null);
            Visitor first = neighbours.get(0);
            Visitor beside = visit("/neighbours", null);
            while (beside.worker() != first.worker()) {
                beside = visit("/neighbours", null);
            }
            first.socket().send("hello");
            assertThat(first.socket().text()).isEqualTo("hello");
            assertThat(beside.socket().text()).isEqualTo("hello");
            assertThat(received(neighbours.subList(1, WORKERS))).containsExactly(List.of(), List.of());
        }

        @Test
        void securedEndpointsAcceptAndRefuseOnAllWorkers() throws IOException {
            for (int i = 0; i < 2 * WORKERS; i++) { // on all workers in turn
                assertThat(status("/members", null)).isEqualTo(401);
                assertThat(status("/admins", "eve")).isEqualTo(403);
                assertThat(status("/members", "eve")).isEqualTo(101);
                assertThat(status("/admins", "ada")).isEqualTo(101);
            }
            for (Visitor member : onEachWorker("/members", "eve")) {
                member.socket().send("who am I?");
                assertThat(member.socket().text()).isEqualTo("eve");
            }
        }

        private int status(String path, String user) throws IOException {
            try (RawWebSocket socket = Visitor.request(app.port(), path, user)) {
                return socket.answer.status();
            }
        }

        @Test
        void theConnectionsOfAKilledWorkerAreGoneAndTheOthersGetMessages() throws IOException {
            List<Visitor> lobby = new ArrayList<>(onEachWorker("/chat/lobby", null));
            AppProcess.kill(lobby.get(0).worker());
            assertThat(lobby.get(0).socket().next()).isNull();
            long killed = lobby.get(0).worker();
            visitors.remove(lobby.remove(0));
            app.await("a worker instead", () -> !app.readyWorkers().contains(killed)
                    && app.readyWorkers().size() == WORKERS);
            awaitCount("?endpoint=chat", WORKERS - 1);
            http.close(); // may be that of the killed worker
            http = new RawHttp(app.port());
            send("room=lobby&text=hello");
            assertThat(received(lobby)).containsExactly(List.of("hello"), List.of("hello"));
            List<Visitor> after = onEachWorker("/chat/lobby", null);
            send("room=lobby&text=again");
            assertThat(received(after)).containsExactly(List.of("again"), List.of("again"), List.of("again"));
        }

        @Test
        void aClientThatDoesNotReadIsCutAndTheOthersGetAllMessages() throws IOException {
            Visitor slow = visit("/chat/lobby", null);
            Visitor reader = visit("/chat/lobby", null);
            awaitAllCounted();
            int sent = 0;
            while (!isCut(slow)) { // each time that the other one has read
                assertThat(http.post("/send-much?room=lobby", "").status()).isEqualTo(204);
                assertThat(reader.socket().text()).hasSize(500_000);
                assertThat(++sent).isLessThan(1000);
            }
            awaitCount("?endpoint=chat", 1);
            visitors.remove(slow);
            slow.close();
            assertThat(received(List.of(reader))).containsExactly(List.of());
        }

        private boolean isCut(Visitor visitor) {
            return app.output().stream().anyMatch(line -> line.contains(visitor.id()) && line.contains("reads too slowly"));
        }
    }
}
