package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.bus.redis.StreamsCluster;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;

/** Tests clients that recover over Redis' streams: on other servers than the one they left, and from servers of Node's. */
class RecoveryOverStreamsTest {
    private static final EventLogs.Limits KEPT = new EventLogs.Limits(Duration.ofMinutes(2), 1000, 1_000_000, 100);
    private static final ServerOptions OPTIONS = new ServerOptions(Duration.ofSeconds(45), false,
            SocketIOFixture.OPTIONS.limits(), false, MistakeReports.none());
    private static final Pattern ANSWER = Pattern.compile("0(?:/[a-z]+,)?\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
    /** As a server of Node's wrote it: with the rooms {@code RaWMj6Oo2DWp7pw-AAAA, room1}, and data. */
    private static final String NODE_SESSION = "hKNzaWS0UmFXTWo2T28yRFdwN3B3LUFBQUGjcGlktExhTXYzb2ZrajM1dG5tM3BBQUFCpXJvb21zk"
            + "rRSYVdNajZPbzJEV3A3cHctQUFBQaVyb29tMaRkYXRhgqRuYW1lo2JvYqNiaW7EAgEC";
    private static final String NODE_PID = "LaMv3ofkj35tnm3pAAAB";

    private final StreamsCluster cluster = new StreamsCluster();
    private final Map<String, SocketIOFixture> servers = new TreeMap<>();

    private SocketIOFixture server(String name) {
        SocketIOFixture server = new SocketIOFixture(OPTIONS, KEPT, (scheduler, logs) -> cluster.join(name, scheduler, logs));
        servers.put(name, server);
        settle();
        assertThat(server.hasStarted()).isTrue();
        return server;
    }

    private void settle() {
        do {
            servers.values().forEach(SocketIOFixture::settle);
        } while (cluster.step());
        servers.values().forEach(SocketIOFixture::settle);
    }

    private void pass(Duration time) {
        settle();
        cluster.pass(time);
        servers.values().forEach(server -> server.loop.advance(time));
        settle();
    }

    /** A client as the library is one. */
    private final class Client {
        private SocketIOFixture.Client line;
        private String sid;
        private String pid;
        private String offset;
        private final List<String> got = new ArrayList<>();
        private boolean connecting;
        /** The events that it received before the response to its CONNECT, and handles then. */
        private final List<String> early = new ArrayList<>();

        Client to(SocketIOFixture server) {
            connecting = true;
            early.clear();
            line = server.new Client();
            line.sends(offset == null ? "0" : "0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
            return this;
        }

        List<String> took() {
            settle();
            got.clear();
            line.got().forEach(this::read);
            return List.copyOf(got);
        }

        private void read(String packet) {
            Matcher answer = ANSWER.matcher(packet);
            if (answer.matches()) {
                connecting = false;
                early.forEach(this::read);
                got.add(answer.group(2).equals(pid) ? "recovered" : "new");
                sid = answer.group(1);
                pid = answer.group(2);
            } else if (connecting) {
                early.add(packet);
            } else {
                assertThat(packet).matches("2\\[\"[a-z0-9]+\"(,.*)?\\]");
                got.add(packet.substring(3, packet.indexOf('"', 3)));
                int last = packet.lastIndexOf(",\"");
                offset = last < 0 ? offset : packet.substring(last + 2, packet.length() - 2);
            }
        }

        void isCut() {
            line.disconnects();
            settle();
        }

        Socket socket(SocketIOFixture server) {
            return server.io.sockets(sid).iterator().next();
        }
    }

    /** A client that has received an event. */
    private Client client(SocketIOFixture server) {
        Client client = new Client().to(server);
        assertThat(client.took()).containsExactly("new");
        client.socket(server).emit("first");
        assertThat(client.took()).containsExactly("first");
        return client;
    }

    @AfterEach
    void nothingIsLeft() {
        settle();
        for (Map.Entry<String, SocketIOFixture> server : servers.entrySet()) {
            server.getValue().engine.server.close();
            settle();
            cluster.leave(server.getKey());
            server.getValue().io.endRecovery();
            assertThat(server.getValue().loop.timers()).isZero();
            assertThat(server.getValue().io.sockets()).isEmpty();
        }
    }

    @Test
    void offsetsAreTheIdsOfEntriesAndOnlyKeptEventsHaveOne() {
        SocketIOFixture a = server("a");
        Client client = new Client().to(a);
        client.took();
        a.io.emit("m", 1);
        client.socket(a).emit("direct");
        a.io.asVolatile().emit("v", 1);
        settle();
        assertThat(client.line.got()).containsExactlyInAnyOrder("2[\"m\",1,\"1795219140000-0\"]",
                "2[\"direct\",\"1795219140000-1\"]", "2[\"v\",1]");
    }

    record Order(int number, List<String> items) {
    }

    @Test
    void aClientRecoversOnAnotherServerAndBack() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        String sid = client.sid;
        client.socket(a).join("room");
        client.socket(a).data().put("name", "bob");
        Order order = new Order(7, List.of("cup"));
        client.socket(a).data().put("order", order);
        client.isCut();
        a.io.to("room").emit("m1");
        b.io.emit("m2");
        b.io.to("other").emit("m3");
        b.io.to(sid).emit("m4");
        assertThat(client.to(b).took()).containsExactly("m1", "m2", "m4", "recovered");
        assertThat(client.sid).isEqualTo(sid);
        assertThat(client.socket(b).recovered()).isTrue();
        assertThat(client.socket(b).rooms()).containsExactlyInAnyOrder(sid, "room");
        assertThat(client.socket(b).data()).containsEntry("name", "bob");
        assertThat(client.socket(b).data("order", Order.class)).isEqualTo(order);
        client.isCut();
        a.io.to("room").emit("m5");
        assertThat(client.to(a).took()).containsExactly("m5", "recovered");
        a.io.emit("m6");
        assertThat(client.took()).containsExactly("m6");
    }

    @Test
    void sessionsAreThoseOfNode() {
        SocketIOFixture a = server("a");
        Client client = client(a);
        assertThat(client.pid).matches("[A-Za-z0-9_-]{20}");
        client.socket(a).data().put("name", "bob");
        client.isCut();
        String value = cluster.session(client.pid);
        byte[] bytes = Base64.getDecoder().decode(value);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).startsWith("\u0085\u00a3sid\u00b4" + client.sid
                + "\u00a3pid\u00b4" + client.pid + "\u00a5rooms\u0091\u00b4" + client.sid
                + "\u00a4data\u0081\u00a4name\u00a3bob");
        assertThat(cluster.commands("SET")).containsExactly("SET sio:session:" + client.pid + " " + value + " PX 120000");
        client.to(a).took();
        assertThat(cluster.session(client.pid)).isNull();
    }

    @Test
    void aClientOfNodeRecoversWithExactlyWhatItMissed() {
        String last = cluster.nodeEmits("/", "room1", "last");
        cluster.nodeEmits("/", "room1", "m1");
        cluster.nodeEmits("/", "room2", "other");
        cluster.nodeEmits("/chat", "room1", "elsewhere");
        pass(Duration.ofMinutes(10)); // its event is older than what a log keeps
        SocketIOFixture a = server("a");
        cluster.nodeEmits("/", "", "m2");
        cluster.nodeEmits("/", "RaWMj6Oo2DWp7pw-AAAA", "m3");
        cluster.putSession(NODE_PID, NODE_SESSION);
        Client client = new Client();
        client.pid = NODE_PID;
        client.offset = last;
        assertThat(client.to(a).took()).containsExactly("m1", "m2", "m3", "recovered");
        assertThat(client.sid).isEqualTo("RaWMj6Oo2DWp7pw-AAAA");
        assertThat(client.socket(a).rooms()).containsExactlyInAnyOrder(client.sid, "room1");
        assertThat(client.socket(a).data()).containsEntry("name", "bob");
        assertThat(cluster.session(NODE_PID)).isNull();
        client.isCut();
        cluster.nodeEmits("/", "room1", "m4");
        assertThat(client.to(server("b")).took()).containsExactly("m4", "recovered");
    }

    @Test
    void aClientOfNodeThatMissesADroppedEventGetsANewSession() {
        String last = cluster.nodeEmits("/", "room1", "last");
        SocketIOFixture a = server("a");
        cluster.nodeEmits("/", "room1", "m1");
        settle();
        cluster.trim(1);
        cluster.putSession(NODE_PID, NODE_SESSION);
        Client client = new Client();
        client.pid = NODE_PID;
        client.offset = last;
        assertThat(client.to(a).took()).containsExactly("new");
    }

    @Test
    void aSessionOfNodeIsOnlyForTheNamespaceOfItsEvents() {
        String other = cluster.nodeEmits("/chat", "", "last");
        SocketIOFixture a = server("a");
        cluster.nodeEmits("/", "", "m");
        cluster.putSession(NODE_PID, NODE_SESSION);
        Client client = new Client();
        client.pid = NODE_PID;
        client.offset = other;
        assertThat(client.to(a).took()).containsExactly("new");
    }

    @Test
    void aClientThatIsQuietForLongRecovers() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(1));
            a.io.to("others").emit("x");
        }
        client.isCut();
        a.io.emit("m1");
        assertThat(client.to(b).took()).containsExactly("m1", "recovered");
    }

    @Test
    void aServerThatStartsLaterHasTheEventsOfBefore() {
        SocketIOFixture a = server("a");
        Client client = client(a);
        client.isCut();
        a.io.emit("m1");
        settle();
        assertThat(client.to(server("b")).took()).containsExactly("m1", "recovered");
    }

    @Test
    void theOldConnectionIsClosedFirst() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        SocketIOFixture.Client old = client.line;
        a.io.emit("m1");
        settle();
        old.got(); // lost
        assertThat(client.to(b).took()).containsExactly("m1", "recovered");
        assertThat(old.isClosed()).isTrue();
        assertThat(a.io.sockets()).isEmpty();
    }

    @Test
    void theOldConnectionIsClosedFirstAlsoOnAServerThatTookTheSession() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        server("c");
        Client client = client(a);
        client.isCut();
        assertThat(client.to(b).took()).containsExactly("recovered");
        SocketIOFixture.Client old = client.line;
        a.io.emit("m1");
        settle();
        assertThat(client.to(a).took()).containsExactly("m1", "recovered");
        assertThat(old.isClosed()).isTrue();
    }

    @Test
    void aSessionIsTakenOnce() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        client.isCut();
        String session = cluster.session(client.pid);
        Client twin = new Client();
        twin.pid = client.pid;
        twin.offset = client.offset;
        client.to(a);
        twin.to(b);
        List<String> answers = new ArrayList<>(client.took());
        answers.addAll(twin.took());
        assertThat(session).isNotNull();
        assertThat(answers).hasSize(2).contains("recovered");
    }

    @Test
    void hostileSessionsAreIgnored() {
        SocketIOFixture a = server("a");
        String last = cluster.nodeEmits("/", "", "last");
        for (String value : List.of("", "x", "!!!", "{}", "e30=", "kA==", "x".repeat((1 << 20) + 1), "3f////8=",
                NODE_SESSION.substring(4))) {
            cluster.putSession(NODE_PID, value);
            Client client = new Client();
            client.pid = NODE_PID;
            client.offset = last;
            assertThat(client.to(a).took()).containsExactly("new");
        }
    }

    @Test
    void anOffsetOfTheFutureIsNotWaitedForLong() {
        SocketIOFixture a = server("a");
        Client client = client(a);
        client.isCut();
        client.offset = "1795219999999-0";
        client.to(a);
        pass(Duration.ofSeconds(3));
        for (int i = 0; i < 200; i++) {
            pass(Duration.ofMillis(20));
        }
        assertThat(client.took()).containsExactly("new");
    }

    @Test
    void aServerWaitsForTheEventThatTheClientReceivedElsewhere() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        b.loop.runAll();
        cluster.cut("b");
        a.io.emit("m1");
        assertThat(client.took()).containsExactly("m1");
        client.isCut();
        cluster.restore("b");
        client.to(b);
        assertThat(client.took()).isEmpty();
        pass(Duration.ofMillis(20));
        assertThat(client.took()).containsExactly("recovered");
    }

    @Test
    void eventsReachTheClientsOfThisServerWithoutRedis() {
        SocketIOFixture a = server("a");
        Client client = client(a);
        cluster.cut("a");
        a.io.emit("m1");
        client.socket(a).emit("m2");
        settle();
        assertThat(client.line.got()).containsExactly("2[\"m1\"]", "2[\"m2\"]");
        cluster.restore("a");
        settle();
        a.io.emit("m3");
        assertThat(client.took()).containsExactly("m3");
    }

    @Test
    void aDisconnectedClientThatIsDisconnectedByTheApplicationGetsANewSession() {
        SocketIOFixture a = server("a");
        SocketIOFixture b = server("b");
        Client client = client(a);
        client.isCut();
        b.io.disconnectSockets();
        settle();
        assertThat(client.to(b).took()).containsExactly("new");
    }

    /** Servers of both projects emit while clients move, and read some of what they are sent. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void clientsReceiveEachEventOnceAndInOrderWhereverTheyMove(long seed) {
        Random random = new Random(seed);
        List<SocketIOFixture> all = List.of(server("a"), server("b"), server("c"));
        List<Mover> movers = Stream.generate(() -> new Mover(all.get(random.nextInt(3)))).limit(4).toList();
        for (int i = 1; i <= 400; i++) {
            String event = "e" + i;
            switch (random.nextInt(3)) {
                case 0 -> cluster.nodeEmits("/", "", event);
                default -> all.get(random.nextInt(3)).io.emit(event, 1);
            }
            movers.forEach(mover -> mover.expected++);
            for (int steps = random.nextInt(12); steps > 0; steps--) {
                cluster.step();
                all.get(random.nextInt(3)).settle();
            }
            if (random.nextInt(4) == 0) {
                movers.get(random.nextInt(4)).moves(all.get(random.nextInt(3)), random.nextInt(6));
            }
        }
        movers.forEach(Mover::assertComplete);
        assertThat(movers).allSatisfy(mover -> assertThat(mover.got).isEqualTo(movers.get(0).got));
    }

    private final class Mover {
        private final Client client;
        private final List<String> got = new ArrayList<>();
        private int expected;

        Mover(SocketIOFixture server) {
            client = client(server);
        }

        /** Reads some packets, loses the others and the connection, and recovers. */
        void moves(SocketIOFixture server, int most) {
            client.got.clear();
            client.line.got().stream().limit(most).forEach(client::read);
            got.addAll(client.got);
            client.line.disconnects();
            client.to(server);
            List<String> took = client.took();
            assertThat(took).contains("recovered");
            took.stream().filter(event -> !event.equals("recovered")).forEach(got::add);
        }

        void assertComplete() {
            got.addAll(client.took());
            assertThat(got).doesNotHaveDuplicates().hasSize(expected);
        }
    }
}
