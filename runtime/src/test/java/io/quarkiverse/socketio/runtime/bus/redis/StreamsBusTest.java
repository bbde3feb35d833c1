package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.HostMessages;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

class StreamsBusTest {
    private static final PacketParser PARSER = new JsonPacketParser(new ObjectMapper(), 10);
    private static final String NODE = "4000e1dd559d813e";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    static final Bus.Rooms NO_ROOMS = new Bus.Rooms() {
        @Override
        public boolean isOccupied(String room) {
            return false;
        }

        @Override
        public void onChange(Consumer<String> listener) {
            // there are none
        }
    };

    private final FakeStreams redis = new FakeStreams();
    private final ManualScheduler scheduler = new ManualScheduler();
    private int hosts;

    /** A server that records what its bus calls. */
    private final class Server implements Bus.Listener, Bus.Placement {
        private final FakeStreams.Connection connection = redis.connect();
        private final StreamsBus bus;
        private final List<String> calls = new ArrayList<>();

        Server(ServerName name, boolean sequences, StreamNames streams, int maxBytes) { // wall: settings
            bus = new StreamsBus(
                    new StreamsBus.Settings(name, streams, "socket.io", sequences,
                            new StreamsBus.Settings.Limits(10000, maxBytes, 10_000),
                            new StreamReader.Settings(streams.all(), 20, Duration.ofSeconds(5),
                                    sequences ? MINUTE : Duration.ZERO, 100_000)),
                    connection, connection, new NodePackets(PARSER), scheduler);
            bus.listen(this);
            bus.open("/", NO_ROOMS);
            redis.settle();
        }

        List<String> took() {
            redis.settle();
            scheduler.advance(Duration.ZERO);
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }

        void publish(String event) {
            bus.publish(broadcast(event, false));
        }

        boolean sequence(String event) {
            return bus.sequence(broadcast(event, false), this);
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            calls.add(text(message));
            if (text(message).equals("fails")) {
                throw new IllegalStateException("a failure, for a test");
            }
        }

        @Override
        public void onPeers(Set<String> others) {
            assertThat(others).isEmpty();
        }

        @Override
        public void onStart(String epoch, long place) {
            calls.add("start " + StreamId.ofPlace(place));
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            calls.add(StreamId.ofPlace(place) + " " + text(message));
        }

        @Override
        public void onPlaced(long place) {
            calls.add("placed " + StreamId.ofPlace(place));
        }

        @Override
        public void onUnplaced() {
            calls.add("unplaced");
        }

        @Override
        public void onPlacedLate(long place, ClusterMessage message) {
            calls.add("late " + StreamId.ofPlace(place) + " " + text(message));
        }

        @Override
        public void onSkipped(String from) {
            calls.add("skipped");
        }

        @Override
        public void onDropped() {
            calls.add("dropped");
        }
    }

    private Server server(boolean sequences) {
        return new Server(new ServerName(ServerName.host("host" + ++hosts), 1), sequences, new StreamNames("socket.io", 1),
                1000);
    }

    private static String text(ClusterMessage message) {
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            String text = new String(broadcast.packet().text(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf('"') + 1, text.lastIndexOf('"'));
        } else if (message instanceof HostMessages.Indexed indexed) {
            return indexed.index() + ":" + text(indexed.message());
        }
        return message.getClass().getSimpleName();
    }

    private static EncodedPacket event(String name, Object... args) {
        return PARSER.encodeEvent("/", IncomingPacket.NO_ACK, name, args);
    }

    private static ClusterMessage.Broadcast broadcast(String event, boolean mayDrop) {
        return new ClusterMessage.Broadcast("/",
                new BroadcastOptions(Set.of(), Set.of(), new BroadcastFlags(false, mayDrop, true)), event(event));
    }

    private static Map<String, String> node(String event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("uid", NODE);
        fields.put("nsp", "/");
        fields.put("type", "3");
        fields.put("data", "{\"packet\":{\"type\":2,\"data\":[\"" + event
                + "\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}");
        return fields;
    }

    private StreamId nodeEmits(String event) {
        return redis.add("socket.io", node(event));
    }

    @Test
    void entriesAreThoseOfNodeWithTheNumberOfSequencedOnes() {
        Server a = server(true);
        a.sequence("hello");
        a.bus.publish(new ClusterMessage.SocketsJoin("/", BroadcastOptions.ALL, Set.of("j1")));
        redis.settle();
        assertThat(redis.commands).containsExactly(
                "XADD socket.io MAXLEN ~ 10000 * uid " + a.bus.self()
                        + " nsp / type 3 data {\"packet\":{\"type\":2,\"data\":[\"hello\"]},\"opts\":{\"rooms\":[],\"except\":[],"
                        + "\"flags\":{}}} n 1",
                "XADD socket.io MAXLEN ~ 10000 * uid " + a.bus.self()
                        + " nsp / type 4 data {\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},\"rooms\":[\"j1\"]}");
    }

    @Test
    void binaryEntriesAreThoseOfNode() {
        Server a = server(false);
        a.bus.publish(new ClusterMessage.Broadcast("/", BroadcastOptions.ALL,
                event("bin", HexFormat.of().parseHex("0102ff"), Map.of("k", new byte[] { 9 }))));
        redis.settle();
        assertThat(redis.commands).containsExactly("XADD socket.io MAXLEN ~ 10000 * uid " + a.bus.self()
                + " nsp / type 3 data gqZwYWNrZXSCpHR5cGUCpGRhdGGTo2JpbsQDAQL/gaFrxAEJpG9wdHODpXJvb21zkKZleGNlcHSQpWZsYWdzgA==");
    }

    @Test
    void allServersSequenceInTheOrderOfTheStream() {
        Server a = server(true);
        Server b = server(true);
        a.took();
        b.took();
        a.sequence("1");
        b.sequence("2");
        a.sequence("3");
        StreamId node = nodeEmits("4");
        List<String> ids = IntStream.range(1, 4).mapToObj(i -> new StreamId(node.millis(), i).toString()).toList();
        assertThat(a.took()).containsExactly(node + " 4", "placed " + ids.get(0), ids.get(1) + " 2", "placed " + ids.get(2));
        assertThat(b.took()).containsExactly(node + " 4", ids.get(0) + " 1", "placed " + ids.get(1), ids.get(2) + " 3");
    }

    @Test
    void withoutRecoveryMessagesHaveNoPlace() {
        Server a = server(false);
        Server b = server(false);
        assertThat(a.sequence("x")).isFalse();
        a.publish("y");
        assertThat(b.took()).containsExactly("y");
        assertThat(a.took()).isEmpty();
    }

    @Test
    void volatileEventsAndPacketsWithAnIdHaveNoPlace() {
        Server a = server(true);
        Server b = server(true);
        b.took();
        a.bus.publish(broadcast("x", true));
        Map<String, String> asked = node("y");
        asked.put("data", asked.get("data").replace("{\"type\":2", "{\"id\":5,\"type\":2"));
        redis.add("socket.io", asked);
        assertThat(b.took()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void entriesWithoutARoomForTheirNumberHaveNoPlace() {
        Server a = server(true);
        a.took();
        redis.sequence(1 << 20);
        nodeEmits("many");
        assertThat(a.took()).containsExactly("many");
        a.sequence("own");
        assertThat(a.took()).containsExactly("unplaced");
    }

    @Test
    void requestsAndResponsesGoOverChannels() {
        Server a = server(true);
        Server b = server(true);
        b.took();
        a.bus.publish(new ClusterMessage.FetchSockets("/", "r", BroadcastOptions.ALL));
        assertThat(b.took()).containsExactly("FetchSockets");
        a.took();
        b.bus.send(a.bus.self(), new ClusterMessage.ClientCount("/", "r", 2));
        assertThat(a.took()).containsExactly("ClientCount");
        assertThat(redis.commands).isEmpty();
        assertThat(a.bus.countUnlisted("/")).isNotCompleted();
    }

    @Test
    void serversOfOtherHostsAreCounted() {
        Server a = server(true);
        Server b = server(true);
        new Server(new ServerName(ServerName.parse(b.bus.self()).host(), 2), true, new StreamNames("socket.io", 1), 1000);
        var ofA = a.bus.countUnlisted("/").toCompletableFuture();
        var ofB = b.bus.countUnlisted("/").toCompletableFuture();
        redis.settle();
        assertThat(ofA.join()).isEqualTo(2);
        assertThat(ofB.join()).isEqualTo(1);
    }

    @Test
    void anyTypeIsAcceptedFromEitherWay() {
        Server a = server(true);
        a.took();
        redis.add("socket.io", Map.of("uid", "emitter", "nsp", "/", "type", "9", "data", "{\"packet\":[\"hello\",\"w\",1]}"));
        a.connection.receive("socket.io#/#", new StreamMessages(new NodeMessages(new NodePackets(PARSER)))
                .toChannel(NODE, broadcast("x", false)));
        assertThat(a.took()).containsExactlyInAnyOrder("ServerSideEmit", "x");
    }

    @Test
    void foreignAndMalformedMessagesAreCountedAndIgnored() {
        Server a = server(true);
        a.took();
        redis.add("socket.io", Map.of("foo", "bar"));
        redis.add("socket.io", Map.of("uid", NODE, "nsp", "/", "type", "x"));
        redis.add("socket.io", Map.of("uid", NODE, "nsp", "/", "type", "3", "data", "!!!"));
        redis.add("socket.io", Map.of("uid", NODE, "nsp", "/", "type", "3", "data", "{" + "[".repeat(5000)));
        redis.add("socket.io", Map.of("uid", NODE, "nsp", "/", "type", "2"));
        redis.add("socket.io", node("x".repeat(10_000)));
        Map<String, String> number = node("y");
        number.put("n", "x");
        redis.add("socket.io", number);
        a.connection.receive("socket.io#/#",
                HexFormat.of().parseHex("93a645785248626283a47479706502a46461746191a568656c6c6fa36e7370a12f80"));
        a.connection.receive("socket.io#/#", new byte[10_001]);
        assertThat(a.took()).filteredOn("skipped"::equals).hasSize(8);
        nodeEmits("after");
        assertThat(a.took()).singleElement().asString().endsWith(" after");
    }

    @Test
    void anEntryInAnotherStreamThanThatOfItsNamespaceHasNoPlace() {
        StreamNames names = new StreamNames("socket.io", 4);
        Server a = new Server(new ServerName(ServerName.host("x"), 1), true, names, 1000);
        a.took();
        redis.add("socket.io-1", node("elsewhere"));
        redis.add("socket.io--3", node("negative"));
        redis.add(names.of("/"), node("own"));
        assertThat(a.took()).contains("elsewhere", "negative").filteredOn(call -> call.endsWith(" own")).hasSize(1);
    }

    @Test
    void namespacesAreWrittenToTheStreamsOfNode() {
        StreamNames names = new StreamNames("socket.io", 4);
        assertThat(names.of("/")).isEqualTo("socket.io-3");
        assertThat(names.of("/notifications")).startsWith("socket.io--");
        assertThat(names.all()).hasSize(7).contains("socket.io--3", "socket.io-0", names.of("/notifications"));
        assertThat(new StreamNames("s", 1).of("/x")).isEqualTo("s");
    }

    @Test
    void whatIsWrittenWhileTheConnectionIsCutIsReadLater() {
        Server a = server(true);
        a.took();
        nodeEmits("1");
        a.took();
        a.connection.cut();
        List<StreamId> ids = IntStream.range(0, 55).mapToObj(i -> nodeEmits("m" + i)).toList();
        a.connection.restore();
        assertThat(a.took()).containsExactlyElementsOf(
                IntStream.range(0, 55).mapToObj(i -> ids.get(i) + " m" + i).toList());
    }

    @Test
    void whatIsWrittenBeforeTheFirstEntryIsReadIsNotLost() {
        Server a = server(true);
        assertThat(a.took()).containsExactly("start 0-0");
        a.connection.cut();
        StreamId id = nodeEmits("1");
        a.connection.restore();
        assertThat(a.took()).containsExactly(id + " 1");
    }

    @Test
    void entriesThatTheStreamDroppedBeforeTheyWereReadAreAGap() {
        Server a = server(true);
        nodeEmits("1");
        a.took();
        a.connection.cut();
        nodeEmits("2");
        StreamId third = nodeEmits("3");
        redis.trim("socket.io", 1);
        a.connection.restore();
        assertThat(a.took()).containsExactly("start " + third.previous(), third + " 3");
    }

    @Test
    void entriesThatWereDroppedWithTheWholeStreamAreAGap() {
        Server a = server(true);
        StreamId first = nodeEmits("1");
        a.took();
        a.connection.cut();
        redis.streams.clear();
        a.connection.restore();
        assertThat(a.took()).containsExactly("start " + first.next());
    }

    @Test
    void aTrimmedStreamOfWhichAllWasReadIsNoGap() {
        Server a = server(true);
        nodeEmits("1");
        nodeEmits("2");
        a.took();
        redis.trim("socket.io", 1);
        a.connection.cut();
        a.connection.restore();
        assertThat(a.took()).isEmpty();
    }

    @Test
    void aServerThatFallsBehindFindsTheGap() {
        Server a = server(true);
        nodeEmits("1");
        a.took();
        List<StreamId> ids = IntStream.range(0, 100).mapToObj(i -> nodeEmits("m" + i)).toList();
        redis.trim("socket.io", 90);
        List<String> took = a.took();
        assertThat(took.get(0)).isEqualTo("start " + ids.get(10).previous());
        assertThat(took).hasSize(91).last().isEqualTo(ids.get(99) + " m99");
    }

    @Test
    void aNewServerReceivesTheEventsOfTheTimeBefore() {
        nodeEmits("old");
        redis.pass(MINUTE.plusSeconds(10));
        Map<String, String> emit = Map.of("uid", "emitter", "nsp", "/", "type", "9", "data", "{\"packet\":[\"hello\"]}");
        redis.add("socket.io", emit);
        List<StreamId> ids = IntStream.range(0, 30).mapToObj(i -> nodeEmits("m" + i)).toList();
        Server a = server(true);
        assertThat(a.bus.started()).isCompleted();
        assertThat(a.took()).startsWith("start " + ids.get(29).minusMillis(MINUTE.toMillis()), ids.get(0) + " m0")
                .hasSize(31).last().isEqualTo(ids.get(29) + " m29");
        redis.add("socket.io", emit);
        assertThat(a.took()).containsExactly("ServerSideEmit");
    }

    @Test
    void aNewServerWithoutRecoveryReceivesOnlyNewEvents() {
        nodeEmits("old");
        Server a = server(false);
        nodeEmits("new");
        assertThat(a.took()).containsExactly("new");
    }

    @Test
    void eventsFromBeforeTheStartAreSkippedIfClientsMayBeConnected() {
        nodeEmits("1");
        Server a = new Server(new ServerName(ServerName.host("late"), 1), true, new StreamNames("socket.io", 1), 1000);
        a.bus.close();
        FakeStreams.Connection connection = redis.connect();
        connection.cut();
        StreamId last = nodeEmits("2");
        StreamsBus bus = new StreamsBus(
                new StreamsBus.Settings(new ServerName(ServerName.host("z"), 1), new StreamNames("socket.io", 1), "socket.io",
                        true, new StreamsBus.Settings.Limits(100, 1000, 1000),
                        new StreamReader.Settings(Set.of("socket.io"), 20, Duration.ofSeconds(5), MINUTE, 1000)),
                connection, connection, new NodePackets(PARSER), scheduler);
        bus.listen(a);
        a.took();
        assertThat(bus.started()).isNotCompleted();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(bus.started()).isCompleted();
        connection.restore();
        StreamId next = nodeEmits("3");
        redis.settle();
        assertThat(a.took()).containsExactly("start " + next).doesNotContain(last + " 2");
    }

    @Test
    void nothingIsSequencedWithoutAConnection() {
        Server a = server(true);
        a.took();
        a.connection.cut();
        assertThat(a.sequence("x")).isFalse();
        a.publish("x");
        assertThat(a.took()).containsExactly("dropped");
        assertThat(a.bus.isConnected()).isFalse();
        a.connection.restore();
        a.took();
        assertThat(a.sequence("y")).isTrue();
        assertThat(a.took()).singleElement().asString().startsWith("placed");
    }

    @Test
    void whatRedisRefusesHasNoPlace() {
        Server a = server(true);
        Server b = server(true);
        a.took();
        a.connection.refuseWrites(true);
        assertThat(a.sequence("x")).isTrue();
        assertThat(a.took()).containsExactlyInAnyOrder("dropped", "unplaced");
        a.connection.refuseWrites(false);
        a.sequence("y");
        assertThat(a.took()).singleElement().asString().startsWith("placed");
        assertThat(b.took()).hasSize(2);
    }

    @Test
    void whatWasWrittenWithoutAResponseHasItsPlace() {
        Server a = server(true);
        a.took();
        a.connection.loseConfirmations();
        a.sequence("x");
        assertThat(a.took()).singleElement().asString().startsWith("placed");
        scheduler.advance(StreamsBus.MAX_PLACING);
        assertThat(a.took()).isEmpty();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void whatIsReadTooLateIsKept() {
        Server a = server(true);
        Server b = server(true);
        a.took();
        b.took();
        a.sequence("x");
        scheduler.advance(StreamsBus.MAX_PLACING);
        assertThat(a.took()).containsExactly("unplaced", b.took().get(0).replaceFirst("", "late "));
    }

    @Test
    void messagesWithoutAPlaceTakeLimitedBytes() {
        Server a = server(true);
        a.took();
        int accepted = 0;
        while (a.sequence("x") && accepted < 100) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(3);
        assertThat(a.took()).hasSize(3);
        assertThat(a.sequence("x")).isTrue();
    }

    @Test
    void sequencedMessagesOfServersOfThisHostHaveTheirNumber() {
        String host = ServerName.host("both");
        Server a = new Server(new ServerName(host, 1), true, new StreamNames("socket.io", 1), 1000);
        Server b = new Server(new ServerName(host, 2), true, new StreamNames("socket.io", 1), 1000);
        a.bus.sequence(new HostMessages.Indexed(7, broadcast("x", false)), a);
        a.bus.sequence(new HostMessages.Indexed(8, broadcast("y", true)), a);
        a.bus.publish(broadcast("from an earlier build", true));
        assertThat(b.took()).hasSize(3).last().asString().isEqualTo("8:y");
        Server c = new Server(new ServerName(host, 3), true, new StreamNames("socket.io", 1), 1000);
        assertThat(c.took()).last().asString().endsWith("0 x");
    }

    @Test
    void aFailureOfTheListenerAffectsNoOtherEntry() {
        Server a = server(false);
        nodeEmits("1");
        nodeEmits("fails");
        nodeEmits("2");
        assertThat(a.took()).containsExactly("1", "fails", "2");
    }

    @Test
    void largeEntriesAreReadFewAtATime() {
        Server a = server(true);
        for (int i = 0; i < 200; i++) {
            redis.add("socket.io", node("x".repeat(9_000)));
        }
        assertThat(a.took()).hasSize(201);
        assertThat(a.connection.maxCount).isLessThanOrEqualTo(20);
    }

    @Test
    void anIdIsOneNumber() {
        StreamId id = StreamId.parse("1795219140094-7");
        assertThat(StreamId.ofPlace(id.place())).isEqualTo(id).hasToString("1795219140094-7");
        assertThat(StreamId.parse("18446744073709551615-18446744073709551615").place()).isEqualTo(StreamId.NO_PLACE);
        assertThat(StreamId.parse("18446744073709551615-0").isAfter(id)).isTrue();
        assertThat(StreamId.OFFSETS.parse("1795219140094-7")).isNotNull();
        assertThat(List.of("", "-", "1", "1-", "-1", "1--1", "+1-1", "01-1", "1-1048576", "1 -1", "99999999999999-0",
                "1-99999999999999999999999")).allSatisfy(text -> assertThat(StreamId.OFFSETS.parse(text)).isNull());
    }
}
