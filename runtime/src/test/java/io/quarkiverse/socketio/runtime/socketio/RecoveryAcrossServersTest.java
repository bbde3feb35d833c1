package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.bus.SteppedCluster;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;

/** Tests clients that recover on another server than the one they left. */
class RecoveryAcrossServersTest {
    private static final EventLogs.Limits KEPT = new EventLogs.Limits(Duration.ofMinutes(2), 1000, 1_000_000, 100);
    private static final ServerOptions OPTIONS = new ServerOptions(Duration.ofSeconds(45), false,
            SocketIOFixture.OPTIONS.limits(), false, MistakeReports.none());
    private static final Pattern ANSWER = Pattern.compile("0\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
    /** An acknowledgement, or an event that is not kept. */
    private static final Pattern OTHER = Pattern.compile("3\\d+\\[(\\d+)]|2\\[\"([^\"]+)\",(\\d+)]");
    private static final Pattern EVENT = Pattern.compile("2\\[\"([^\"]+)\",(\\d+),\"([^\"]+)\"]");

    private SteppedCluster cluster = new SteppedCluster();
    private final Map<String, Server> servers = new TreeMap<>();
    private Random random = new Random(1);

    /** A server of the cluster. */
    private final class Server {
        private final String name;
        private final SteppedCluster.Member bus;
        private final SocketIOFixture fixture;
        private long sent;

        Server(String name, EventLogs.Limits kept) {
            this(name, kept, true);
        }

        /** @param settled whether all messages have come, before and after it starts */
        Server(String name, EventLogs.Limits kept, boolean settled) {
            if (settled) {
                settle();
            }
            this.name = name;
            this.bus = cluster.join(name);
            this.fixture = new SocketIOFixture(OPTIONS, kept, bus);
            servers.put(name, this);
            if (settled) {
                settle();
            }
        }

        private ServerImpl io() {
            return fixture.io;
        }

        /** To a room, or to all. */
        private void emits(@Nullable String room) {
            sent++;
            if (room == null) {
                io().emit(name, sent);
            } else {
                io().to(room).emit(name, sent);
            }
        }

        private Socket socket(String id) {
            return io().sockets(id).iterator().next();
        }

        /** Stops the server in good order. */
        private void leaves() {
            fixture.engine.server.close();
            fixture.settle();
            settle();
            stop();
            io().endRecovery();
        }

        /** Kills the server with its memory. Its clients have read some of what it sent. */
        private void crashes(Client... clients) {
            bus.crash();
            servers.remove(name);
            for (Client client : clients) {
                client.reads(random.nextInt(4));
                client.line = null;
            }
            fixture.engine.server.close();
            io().endRecovery();
        }

        private void stop() {
            bus.close();
            servers.remove(name);
        }
    }

    /** A client as the library is one: it remembers what it needs for a recovery. */
    private final class Client {
        private SocketIOFixture.@Nullable Client line;
        private @Nullable String sid;
        private @Nullable String pid;
        private @Nullable String offset;
        /** Texts of events, without offsets, since its last new session. */
        private final List<String> got = new ArrayList<>();
        /** The number of its new sessions. */
        private int sessions;
        /** All received texts: events, acknowledgements and events that are not kept. */
        private final List<String> transcript = new ArrayList<>();
        private @Nullable Server server;
        /** Whether it has not read the response to its last CONNECT. */
        private boolean connecting;
        /** The events that it received before that response, and handles then; JavaScript's client does not forget them itself. */
        private final List<String> early = new ArrayList<>();

        private Client to(Server server) {
            connecting = true;
            early.clear();
            this.server = server;
            line = server.fixture.new Client();
            line.sends(pid == null || offset == null ? "0" : "0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
            return this;
        }

        /** Reads a number of received packets. */
        private void reads(int most) {
            if (line == null) {
                return;
            }
            line.got().stream().limit(most).forEach(this::read);
            if (line.isClosed()) { // by an earlier CONNECT of its own
                line = null;
            }
        }

        private void read(String packet) {
            Matcher answer = ANSWER.matcher(packet);
            Matcher event = EVENT.matcher(packet);
            if (answer.matches()) {
                connecting = false;
                if (!answer.group(2).equals(pid)) {
                    sessions++;
                    got.clear();
                    offset = null;
                }
                sid = answer.group(1);
                pid = answer.group(2);
                early.forEach(this::read);
            } else if (connecting) {
                early.add(packet);
            } else if (OTHER.matcher(packet).matches()) {
                transcript.add(packet.startsWith("3") ? "ack" + packet.replaceFirst("3\\d+\\[(\\d+)]", "$1")
                        : packet.replaceFirst("2\\[\"([^\"]+)\",(\\d+)]", "$1$2"));
            } else {
                assertThat(event.matches()).as(packet).isTrue();
                transcript.add(event.group(1) + event.group(2));
                got.add(event.group(1) + event.group(2));
                offset = event.group(3);
            }
        }

        private List<String> newEvents() {
            settle();
            got.clear();
            reads(Integer.MAX_VALUE);
            return List.copyOf(got);
        }

        /** Returns the numbers of events of that server. */
        private List<Long> of(Server server) {
            return got.stream().filter(event -> event.startsWith(server.name)).map(event -> Long.parseLong(event.substring(1)))
                    .toList();
        }

        /** Loses the connection, with everything unread. */
        private void isCut() {
            if (line != null) {
                line.disconnects();
                line = null;
            }
        }
    }

    private Server server(String name) {
        return new Server(name, KEPT);
    }

    private void run() {
        servers.values().forEach(server -> server.fixture.settle());
    }

    private void settle() {
        do {
            run();
        } while (cluster.step(random));
        run();
    }

    private void pass(Duration time) {
        settle();
        servers.values().forEach(server -> server.fixture.loop.advance(time));
        cluster.pass(time);
        settle();
    }

    /** Connects a client that has received an event. */
    private Client client(Server server) {
        Client client = new Client().to(server);
        settle();
        client.reads(1);
        server.fixture.run(() -> server.socket(client.sid).emit("first", 0));
        settle();
        client.reads(1);
        assertThat(client.offset).isNotNull();
        return client;
    }

    private void emit(Server server, @Nullable String room) {
        server.fixture.run(() -> server.emits(room));
        settle();
    }

    @AfterEach
    void nothingIsLeft() {
        settle();
        for (Server server : List.copyOf(servers.values())) {
            server.fixture.engine.server.close();
        }
        settle();
        for (Server server : servers.values()) {
            server.fixture.io.endRecovery();
            assertThat(server.fixture.loop.timers()).isZero();
            assertThat(server.io().sockets()).isEmpty();
        }
    }

    record Order(int number, List<String> items) {
    }

    @Test
    void aClientRecoversIdRoomsDataAndMissedEventsOnAnotherServer() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        String sid = client.sid;
        a.socket(sid).join("mine");
        Order order = new Order(7, List.of("cup"));
        a.socket(sid).data().put("order", order);
        client.isCut();
        emit(a, "mine");
        emit(b, "mine");
        emit(b, "other");
        emit(a, null);
        assertThat(client.to(b).newEvents()).containsExactly("a1", "b1", "a2");
        assertThat(client.sessions).isEqualTo(1);
        assertThat(client.sid).isEqualTo(sid);
        assertThat(b.socket(sid).recovered()).isTrue();
        assertThat(b.socket(sid).rooms()).containsExactlyInAnyOrder(sid, "mine");
        assertThat(b.socket(sid).data()).isEqualTo(Map.of("order", Map.of("number", 7, "items", List.of("cup"))));
        assertThat(b.socket(sid).data("order", Order.class)).isEqualTo(order);
        emit(a, "mine");
        emit(b, "mine");
        assertThat(client.newEvents()).containsExactly("a3", "b3");
    }

    @Test
    void aClientMayRecoverOnServerAfterServer() {
        Server a = server("a");
        Server b = server("b");
        Server c = server("c");
        Client client = client(a);
        for (Server next : List.of(b, c, a, a, b)) {
            client.isCut();
            emit(a, null);
            emit(c, null);
            assertThat(client.to(next).newEvents()).hasSize(2);
        }
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void aSocketStillConnectedElsewhereIsDisconnected() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        Socket former = a.socket(client.sid);
        emit(a, null); // it does not read that
        assertThat(client.to(b).newEvents()).containsExactly("a1");
        assertThat(former.connected()).isFalse();
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void twoClientsThatRecoverOneSessionAreNeverBothConnected() {
        Server a = server("a");
        Server b = server("b");
        Server c = server("c");
        Client client = client(a);
        client.isCut();
        Client other = new Client();
        other.pid = client.pid;
        other.offset = client.offset;
        client.to(b);
        other.to(c);
        settle();
        assertThat(b.io().sockets(client.sid).size() + c.io().sockets(client.sid).size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "b", "c" })
    void aClientDisconnectedBeforeItReadsMissesNothing(String last) {
        Server a = server("a");
        Server b = server("b");
        server("c");
        Client client = client(a);
        client.isCut();
        emit(a, null);
        client.to(b);
        settle();
        client.reads(1);
        client.isCut();
        emit(b, null);
        assertThat(client.to(servers.get(last)).newEvents()).containsExactly("a1", "b1");
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void aClientDisconnectedDuringMissedEventsGetsThemAgain() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.isCut();
        emit(a, null);
        emit(a, null);
        emit(b, null);
        client.to(b);
        settle();
        client.reads(2);
        client.isCut();
        emit(b, null);
        assertThat(client.to(a).newEvents()).containsExactly("a1", "a2", "b1", "b2");
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void aClientDisconnectedDuringATakeCanStillRecover() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.isCut();
        emit(a, null);
        client.to(b);
        client.isCut();
        settle();
        assertThat(client.to(a).newEvents()).containsExactly("a1");
        assertThat(client.sessions).isEqualTo(1);
    }

    /** Other clients join a room named like the client's id. */
    @Test
    void anEventToASocketReachesNoOtherSocketOnAnyServer() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        Socket socket = a.socket(client.sid);
        Client listenerOfA = client(a);
        Client listenerOfB = client(b);
        a.socket(listenerOfA.sid).join(client.sid);
        b.socket(listenerOfB.sid).join(client.sid);

        a.fixture.run(() -> socket.emit("private", 1));
        assertThat(client.newEvents()).containsExactly("private1");
        client.isCut();
        listenerOfB.isCut();
        a.fixture.run(() -> socket.emit("private", 2));
        assertThat(client.to(b).newEvents()).containsExactly("private2");
        assertThat(listenerOfB.to(b).newEvents()).isEmpty();

        a.fixture.run(() -> socket.emit("private", 3)); // it is now on the other server
        assertThat(client.newEvents()).containsExactly("private3");
        assertThat(listenerOfA.newEvents()).isEmpty();
        assertThat(listenerOfB.newEvents()).isEmpty();

        client.isCut();
        listenerOfA.isCut();
        a.fixture.run(() -> socket.emit("private", 4));
        a.fixture.run(() -> a.io().to(client.sid).emit("room", 5));
        settle();
        a.leaves();
        assertThat(listenerOfA.to(b).newEvents()).containsExactly("room5");
        assertThat(listenerOfB.newEvents()).containsExactly("room5");
        assertThat(client.to(b).newEvents()).containsExactly("private4", "room5");
        assertThat(List.of(client.sessions, listenerOfA.sessions, listenerOfB.sessions)).containsOnly(1);
    }

    @Test
    void anEventToASocketReachesItOnItsCurrentServer() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        Socket former = a.socket(client.sid);
        client.isCut();
        a.fixture.run(() -> former.emit("gone", 1));
        client.to(b);
        settle();
        a.fixture.run(() -> former.emit("moved", 2));
        assertThat(client.newEvents()).containsExactly("gone1", "moved2");
        client.isCut();
        client.to(a);
        settle();
        a.fixture.run(() -> former.emit("back", 3));
        assertThat(client.newEvents()).containsExactly("back3");
        client.isCut();
        a.leaves();
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void eventsBeforeTheConnectionAreNotMissed() {
        Server a = server("a");
        Server b = server("b");
        emit(a, null);
        emit(b, null);
        Client client = client(a);
        client.isCut();
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void aClientRecoversOnAServerThatStartedLater() {
        Server a = server("a");
        Server b = server("b");
        emit(a, null);
        emit(b, null);
        Client client = client(a);
        Server c = server("c");
        Client late = client(c);
        client.isCut();
        late.isCut();
        assertThat(client.to(c).newEvents()).isEmpty();
        assertThat(late.to(b).newEvents()).isEmpty();
        assertThat(client.sessions + late.sessions).isEqualTo(2);
    }

    @Test
    void eventsOfAStoppedServerBeforeTheConnectionAreNotMissed() {
        Server a = server("a");
        Server b = server("b");
        emit(a, null);
        settle();
        a.stop();
        Server c = server("c");
        Client client = client(c);
        client.isCut();
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(1);
    }

    @Test
    void sessionsOfAStoppedServerAreNotLost() {
        Server a = server("a");
        Server b = server("b");
        Server c = server("c");
        Client first = client(a);
        Client second = client(a);
        Client third = client(a);
        a.socket(first.sid).join("mine");
        a.socket(first.sid).data().put("name", "bob");
        List.of(first, second, third).forEach(Client::isCut);
        emit(a, "mine");
        emit(b, null);
        a.leaves();
        emit(b, null);
        emit(c, null);
        assertThat(first.to(c).newEvents()).containsExactly("a1", "b1", "b2", "c1");
        assertThat(c.socket(first.sid).rooms()).containsExactlyInAnyOrder(first.sid, "mine");
        assertThat(c.socket(first.sid).data()).isEqualTo(Map.of("name", "bob"));
        assertThat(second.to(b).newEvents()).containsExactly("b1", "b2", "c1");
        assertThat(third.to(server("d")).newEvents()).as("it started later").containsExactly("b1", "b2", "c1");
        assertThat(first.sessions + second.sessions + third.sessions).isEqualTo(3);
    }

    @Test
    void sessionsOfServersStoppedInTurnAreNotLost() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.isCut();
        emit(a, null);
        emit(b, null);
        a.leaves();
        emit(b, null);
        Server c = server("c");
        emit(b, null);
        emit(c, null);
        b.leaves();
        emit(c, null);
        assertThat(client.to(c).newEvents()).containsExactly("a1", "b1", "b2", "b3", "c1", "c2");
        assertThat(client.sessions).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
    void aClientRecoversWhileItsServerStops(long seed) {
        random = new Random(seed);
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        emit(a, null); // it does not read that
        client.line = null;
        client.to(b);
        for (int step = random.nextInt(4); step > 0; step--) {
            cluster.step(random);
        }
        a.fixture.engine.server.close();
        a.fixture.settle();
        if (seed % 3 == 0) { // messages on the way to it are lost
            a.stop();
        }
        assertThat(client.newEvents()).containsExactly("a1");
        assertThat(client.connecting).isFalse();
        assertThat(client.sessions).isEqualTo(1);
        a.io().endRecovery();
    }

    @Test
    void sessionsOfAStoppedServerExpire() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.isCut();
        pass(Duration.ofMinutes(1));
        a.leaves();
        pass(Duration.ofMinutes(1));
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(2);
        client.isCut();
        pass(Duration.ofMinutes(4));
        assertThat(b.fixture.loop.timers()).isZero();
    }

    @Test
    void aClientWhoseEventsAreNoLongerKeptGetsANewSession() {
        Server a = new Server("a", KEPT);
        Server b = new Server("b", new EventLogs.Limits(Duration.ofMinutes(2), 3, 1_000_000, 100));
        Client lucky = client(a);
        Client client = client(a);
        lucky.isCut();
        client.isCut();
        emit(a, null);
        emit(a, null);
        emit(a, null);
        assertThat(lucky.to(b).newEvents()).containsExactly("a1", "a2", "a3");
        emit(a, null);
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).as("four exceed the limit").isEqualTo(2);
    }

    @Test
    void aClientThatReconnectsTooLateGetsANewSession() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.isCut();
        pass(Duration.ofMinutes(2));
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(2);
    }

    @Test
    void unserialisableDataPreventsRecovery() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        a.socket(client.sid).data().put("object", new Object());
        client.isCut();
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(2);
    }

    /** Random operations in any order, with messages on the way; each client counts the events of each server. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
    void randomMovesLoseDuplicateAndReorderNoEvent(long seed) {
        random = new Random(seed);
        List<Server> all = List.of(server("a"), server("b"), server("c"));
        List<Client> clients = clients(all);
        for (int step = 0; step < 600; step++) {
            happens(all, clients, false);
        }
        allComeBack(all, clients);
        for (Client client : clients) {
            assertThat(client.sessions).isEqualTo(1);
            for (Server server : all) {
                assertThat(client.of(server)).isEqualTo(LongStream.rangeClosed(1, server.sent).boxed().toList());
            }
            assertThat(client.got).as("all get all events in one order").isEqualTo(clients.get(0).got);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void serversThatStartLaterHaveEarlierEvents(long seed) {
        random = new Random(seed);
        List<Server> all = new ArrayList<>(List.of(server("a"), server("b"), server("c")));
        List<Client> clients = clients(all);
        for (int step = 0; step < 600; step++) {
            happens(all, clients, false);
            if (step % 150 == 149) {
                Server late = new Server(String.valueOf((char) ('d' + step / 150)), KEPT, false);
                for (int i = 0; !late.fixture.hasStarted(); i++) {
                    happens(all, clients, false);
                    cluster.step(random);
                    assertThat(i).isLessThan(100_000);
                }
                all.add(late);
            }
        }
        allComeBack(all, clients);
        for (Client client : clients) {
            assertThat(client.sessions).isEqualTo(1);
            assertThat(client.got).isEqualTo(clients.get(0).got);
            for (Server server : all) {
                assertThat(client.of(server)).isEqualTo(LongStream.rangeClosed(1, server.sent).boxed().toList());
            }
        }
    }

    /** Kills servers one after the other; others start. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 142, 164, 213 })
    void noClientLosesEventsWhenServersAreKilledOneAfterTheOther(long seed) {
        random = new Random(seed);
        cluster.surviveCrashes();
        List<Server> all = new ArrayList<>(List.of(server("a"), server("b"), server("c")));
        List<Client> clients = clients(all);
        Map<String, Long> lost = new TreeMap<>();
        for (int round = 0; round < 4; round++) {
            for (int step = 0; step < 150; step++) {
                happens(all, clients, false);
            }
            Server killed = all.remove(random.nextInt(3));
            killed.crashes(clients.stream().filter(client -> client.line != null && client.server == killed)
                    .toArray(Client[]::new));
            lost.put(killed.name, killed.sent);
            all.add(server(String.valueOf((char) ('d' + round))));
        }
        allComeBack(all, clients);
        for (Client client : clients) {
            assertThat(client.sessions).isEqualTo(1);
            assertThat(client.got).isEqualTo(clients.get(0).got);
            for (Server server : all) {
                assertThat(client.of(server)).isEqualTo(LongStream.rangeClosed(1, server.sent).boxed().toList());
            }
            lost.forEach((server, sent) -> {
                List<Long> got = client.got.stream().filter(event -> event.startsWith(server))
                        .map(event -> Long.parseLong(event.substring(1))).toList();
                assertThat(got).as("without a gap, up to the last event that left the process")
                        .isEqualTo(LongStream.rangeClosed(1, got.size()).boxed().toList());
            });
        }
    }

    @Test
    void aClientOfAKilledServerRecoversRoomsDataAndMissedEvents() {
        cluster.surviveCrashes();
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        a.socket(client.sid).join("mine");
        a.fixture.run(() -> a.socket(client.sid).data().put("name", "bob"));
        Socket socket = a.socket(client.sid);
        a.fixture.run(() -> socket.emit("told", 1)); // the change is saved before the event is sent
        assertThat(client.newEvents()).containsExactly("told1");
        a.fixture.run(() -> socket.emit("private", 1));
        emit(a, "mine");
        client.line = null; // it has not read that
        a.crashes();
        emit(b, "mine");
        assertThat(client.to(b).newEvents()).containsExactly("private1", "a1", "b1");
        assertThat(client.sessions).isEqualTo(1);
        assertThat(b.socket(client.sid).rooms()).containsExactlyInAnyOrder(client.sid, "mine");
        assertThat(b.socket(client.sid).data()).isEqualTo(Map.of("name", "bob"));
    }

    @Test
    void withoutCrashDurabilityAClientOfAKilledServerGetsANewSession() {
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        client.line = null; // it has not read that
        a.crashes();
        assertThat(client.to(b).newEvents()).isEmpty();
        assertThat(client.sessions).isEqualTo(2);
    }

    @Test
    void changesAfterTheDisconnectDoNotReplaceTheSavedSession() {
        cluster.surviveCrashes();
        Server a = server("a");
        Server b = server("b");
        Client client = client(a);
        Socket socket = a.socket(client.sid);
        socket.join("mine");
        client.isCut();
        a.fixture.run(() -> socket.data().put("late", 1));
        a.fixture.run(() -> socket.emit("private", 1));
        assertThat(client.to(b).newEvents()).containsExactly("private1");
        assertThat(b.socket(client.sid).rooms()).containsExactlyInAnyOrder(client.sid, "mine");
    }

    @Test
    void theSessionOfAClientThatLeftIsNotSaved() {
        cluster.surviveCrashes();
        Server a = server("a");
        Client client = client(a);
        settle();
        assertThat(cluster.sessions()).isEqualTo(1);
        client.line.sends("1");
        settle();
        assertThat(cluster.sessions()).isZero();
    }

    @Test
    void theCostOfARecoveryDoesNotDependOnTheNumberOfServers() {
        List<Long> costs = new ArrayList<>();
        for (int servers : new int[] { 2, 20 }) {
            nothingIsLeft();
            this.servers.clear();
            cluster = new SteppedCluster();
            List<Server> all = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                all.add(server(String.valueOf((char) ('a' + i))));
            }
            Client client = client(all.get(0));
            client.isCut();
            settle();
            long before = cluster.messages();
            assertThat(client.to(all.get(1)).newEvents()).isEmpty();
            Client held = client(all.get(0));
            held.to(all.get(1));
            settle();
            held.reads(1);
            assertThat(client.sessions + held.sessions).isEqualTo(2);
            costs.add(cluster.messages() - before);
        }
        assertThat(costs.get(1)).isEqualTo(costs.get(0));
    }

    /** Broadcasts are sent through the primary, later events directly. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void eventsOfOneHandlerReachEachClientInOrder(long seed) {
        random = new Random(seed);
        if (seed % 2 == 0) {
            cluster.surviveCrashes();
        }
        Server a = server("a");
        Server b = server("b");
        Client caller = client(a);
        Client neighbour = client(a);
        Client remote = client(b);
        Socket socket = a.socket(caller.sid);
        socket.on("go", (args, ack) -> {
            int n = args.get(0, Integer.class);
            a.io().emit("first", n);
            socket.emit("second", n);
            ack.send(n);
            socket.data().put("n", n);
            a.io().asVolatile().emit("third", n);
            a.io().to(neighbour.sid, caller.sid).emit("fourth", n);
            a.io().local().emit("fifth", n);
            socket.broadcast().emit("sixth", n);
        });
        List<Client> all = List.of(caller, neighbour, remote);
        all.forEach(client -> client.transcript.clear());
        for (int n = 0; n < 30; n++) {
            caller.line.sends("2" + n + "[\"go\"," + n + "]");
            b.emits(null);
            for (int step = random.nextInt(8); step > 0; step--) {
                cluster.step(random);
                run();
            }
        }
        settle();
        all.forEach(client -> client.reads(Integer.MAX_VALUE));
        List<String> toCaller = new ArrayList<>();
        List<String> toNeighbour = new ArrayList<>();
        List<String> toRemote = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            toCaller.addAll(List.of("first" + n, "second" + n, "ack" + n, "third" + n, "fourth" + n, "fifth" + n));
            toNeighbour.addAll(List.of("first" + n, "third" + n, "fourth" + n, "fifth" + n, "sixth" + n));
            toRemote.addAll(List.of("first" + n, "third" + n, "sixth" + n));
        }
        assertThat(caller.transcript.stream().filter(event -> !event.startsWith("b"))).containsExactlyElementsOf(toCaller);
        assertThat(neighbour.transcript.stream().filter(event -> !event.startsWith("b")))
                .containsExactlyElementsOf(toNeighbour);
        assertThat(remote.transcript.stream().filter(event -> !event.startsWith("b"))).containsExactlyElementsOf(toRemote);
        assertThat(caller.of(b)).isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
    }

    /** As above, but CONNECT packets of clients that are disconnected while they connect may overtake each other. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void reorderedConnectsMayGiveANewSessionButLoseNoEvent(long seed) {
        random = new Random(seed);
        List<Server> all = List.of(server("a"), server("b"), server("c"));
        List<Client> clients = clients(all);
        for (int step = 0; step < 600; step++) {
            happens(all, clients, true);
        }
        allComeBack(all, clients);
        for (Client client : clients) {
            for (Server server : all) {
                List<Long> got = client.of(server);
                long first = got.isEmpty() ? server.sent + 1 : got.get(0);
                assertThat(got).isEqualTo(LongStream.rangeClosed(first, server.sent).boxed().toList());
            }
        }
    }

    private List<Client> clients(List<Server> all) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(client(all.get(random.nextInt(3))));
        }
        clients.forEach(client -> client.got.clear());
        return clients;
    }

    private void happens(List<Server> all, List<Client> clients, boolean mayOvertake) {
        Server server = all.get(random.nextInt(3));
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(8)) {
            case 0 -> server.fixture.run(() -> server.emits(null));
            case 1 -> {
                client.reads(random.nextInt(4)); // it does not read the rest
                client.isCut();
            }
            case 2 -> {
                if (client.line == null) {
                    if (!mayOvertake && client.connecting) {
                        settle();
                    }
                    client.to(server);
                }
            }
            case 3 -> run();
            default -> cluster.step(random);
        }
        if (random.nextInt(4) == 0) {
            client.reads(Integer.MAX_VALUE);
        }
    }

    private void allComeBack(List<Server> all, List<Client> clients) {
        settle();
        for (Client client : clients) {
            client.reads(Integer.MAX_VALUE);
            while (client.line == null || client.connecting) {
                if (client.line == null) {
                    client.to(all.get(random.nextInt(3)));
                }
                pass(Duration.ofSeconds(2));
                client.reads(Integer.MAX_VALUE);
            }
        }
    }
}
