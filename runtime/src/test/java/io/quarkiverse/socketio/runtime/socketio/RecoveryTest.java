package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.handshake.Identity;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Tests what a client recovers when it reconnects; limits are those of {@link EventLogs}. */
class RecoveryTest {
    private static final EventLogs.Limits KEPT = new EventLogs.Limits(Duration.ofMinutes(2), 4, 100_000, 10);
    private static final Pattern ANSWER = Pattern.compile("0(?:/[a-z]+,)?\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
    private static final Pattern OFFSET = Pattern.compile(",\"([^\"]+)\"]$");

    private SocketIOFixture fixture = new SocketIOFixture(SocketIOFixture.OPTIONS, KEPT);
    private ServerImpl io = fixture.io;

    /** A client, with what it needs for a recovery. */
    private record Visitor(SocketIOFixture.Client client, String sid, String pid, String offset) {

        String connectPayload() {
            return "{\"token\":\"t\",\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
        }
    }

    @AfterEach
    void nothingIsLeft() {
        fixture.engine.server.close();
        io.endRecovery();
        fixture.settle();
        assertThat(fixture.loop.timers()).isZero();
        assertThat(io.sockets()).isEmpty();
    }

    private void restart(ServerOptions options, EventLogs.Limits kept) {
        nothingIsLeft();
        fixture = new SocketIOFixture(options, kept);
        io = fixture.io;
    }

    /** Connects a client that has received an event. */
    private Visitor visitor() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0{\"token\":\"t\"}");
        Matcher answer = answer(client.got().get(0));
        fixture.run(() -> io.emit("hello"));
        return new Visitor(client, answer.group(1), answer.group(2), offset(client.got().get(0)));
    }

    private static Matcher answer(String packet) {
        Matcher matcher = ANSWER.matcher(packet);
        assertThat(matcher.matches()).as(packet).isTrue();
        return matcher;
    }

    private static String offset(String packet) {
        Matcher matcher = OFFSET.matcher(packet);
        assertThat(matcher.find()).as(packet).isTrue();
        return matcher.group(1);
    }

    private SocketIOFixture.Client back(Visitor visitor) {
        return back("0" + visitor.connectPayload());
    }

    private SocketIOFixture.Client back(String connect) {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends(connect);
        return client;
    }

    /** Returns received events, without offsets. */
    private static List<String> events(List<String> got) {
        return got.stream().filter(packet -> !packet.startsWith("0"))
                .map(packet -> OFFSET.matcher(packet).replaceFirst("]")).toList();
    }

    private void assertIsNew(SocketIOFixture.Client client, Visitor old) {
        List<String> got = client.got();
        assertThat(got).hasSize(1);
        Matcher answer = answer(got.get(0));
        assertThat(answer.group(1)).isNotEqualTo(old.sid);
        assertThat(answer.group(2)).isNotEqualTo(old.pid);
        assertThat(fixture.socket().recovered()).isFalse();
    }

    private void assertIsBack(SocketIOFixture.Client client, Visitor old, String... missed) {
        List<String> got = client.got();
        Matcher answer = answer(got.stream().filter(packet -> packet.startsWith("0")).findFirst().orElseThrow());
        assertThat(answer.group(1)).isEqualTo(old.sid);
        assertThat(answer.group(2)).isEqualTo(old.pid);
        assertThat(events(got)).containsExactly(missed);
        assertThat(fixture.socket().recovered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 15, 119 })
    void aClientThatReconnectsInTimeRecoversItsSession(int seconds) {
        Visitor visitor = visitor();
        Socket before = fixture.socket();
        before.join("mine");
        before.data().put("name", "bob");
        visitor.client.disconnects();
        assertThat(io.sockets()).isEmpty();
        fixture.run(() -> io.to("mine").emit("missed", 1));
        fixture.run(() -> io.to("other").emit("not mine"));
        fixture.run(() -> io.emit("missed", 2));
        fixture.loop.advance(Duration.ofSeconds(seconds));
        SocketIOFixture.Client client = back(visitor);
        fixture.run(() -> io.emit("later"));
        assertIsBack(client, visitor, "2[\"missed\",1]", "2[\"missed\",2]", "2[\"later\"]");
        assertThat(fixture.socket().rooms()).containsExactlyInAnyOrder(visitor.sid, "mine");
        assertThat(fixture.socket().data()).isEqualTo(Map.of("name", "bob"));
        assertThat(fixture.socket().handshake().auth(Map.class)).containsEntry("token", "t");
        assertThat(fixture.socket().connected()).isTrue();
        assertThat(before.connected()).isFalse();
        assertThat(before.rooms()).isEmpty();
    }

    /** As by Node's server: a client has handled what it missed when it reports the connection. */
    @Test
    void missedEventsAreSentBeforeTheConnectPacket() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        fixture.run(() -> io.emit("missed", new byte[] { 2 }));
        io.onConnection(socket -> socket.emit("welcome"));
        List<String> got = back(visitor).got();
        assertThat(got.stream().map(packet -> OFFSET.matcher(packet).replaceFirst("]"))).containsExactly("2[\"missed\",1]",
                "51-[\"missed\",{\"_placeholder\":true,\"num\":0}]", "0x02",
                "0{\"sid\":\"" + visitor.sid + "\",\"pid\":\"" + visitor.pid + "\"}", "2[\"welcome\"]");
    }

    /** Such a client has not handled the events that came before the CONNECT packet. */
    @Test
    void aClientThatIsLostBeforeTheConnectPacketGetsAllMissedEventsAgain() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        fixture.run(() -> io.emit("missed", 2));
        SocketIOFixture.Client lost = back(visitor);
        assertThat(lost.got()).hasSize(3);
        lost.disconnects();
        assertIsBack(back(visitor), visitor, "2[\"missed\",1]", "2[\"missed\",2]");
    }

    record User(String name) {
    }

    @Test
    void afterARecoveryDataIsACopyByJsonAndHasItsTypesAgainWhenItIsAskedForThem() {
        Visitor visitor = visitor();
        User ada = new User("ada");
        fixture.socket().data().put("user", ada);
        assertThat(fixture.socket().data("user", User.class)).isSameAs(ada);
        visitor.client.disconnects();
        assertIsBack(back(visitor), visitor);
        assertThat(fixture.socket().data().get("user")).as("as in a cluster").isEqualTo(Map.of("name", "ada"));
        assertThat(fixture.socket().data("user", User.class)).isEqualTo(ada).isNotSameAs(ada);
        assertThat(fixture.socket().data().get("user")).isEqualTo(ada);
    }

    @Test
    void unserialisableDataPreventsRecovery() {
        Visitor visitor = visitor();
        fixture.socket().data().put("object", new Object());
        visitor.client.disconnects();
        assertIsNew(back(visitor), visitor);
    }

    @Test
    void missedEventsKeepTheirCompressionFlag() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        fixture.run(() -> io.compress(false).emit("missed", 2));
        SocketIOFixture.Client client = back(visitor);
        assertThat(client.link.compressible()).as("open, two events, CONNECT").containsExactly(true, true, false, true);
        assertIsBack(client, visitor, "2[\"missed\",1]", "2[\"missed\",2]");
    }

    @Test
    void aClientThatReconnectsTooLateGetsANewSession() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.loop.advance(Duration.ofSeconds(121));
        assertIsNew(back(visitor), visitor);
        assertThat(fixture.socket().rooms()).hasSize(1);
    }

    @Test
    void keptEventsExpireAndTheirTimerEnds() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.loop.advance(Duration.ofMinutes(4));
        assertThat(fixture.loop.timers()).isZero();
    }

    @Test
    void aClientMayRecoverRepeatedly() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        SocketIOFixture.Client second = back(visitor);
        List<String> got = second.got();
        assertThat(events(got)).containsExactly("2[\"missed\",1]");
        second.disconnects();
        fixture.run(() -> io.emit("missed", 2));
        assertIsBack(back(new Visitor(second, visitor.sid, visitor.pid, offset(got.get(0)))), visitor, "2[\"missed\",2]");
    }

    @Test
    void aClientExcludedFromABroadcastMissesNothing() {
        Visitor visitor = visitor();
        Socket socket = fixture.socket();
        socket.join("quiet");
        visitor.client.disconnects();
        fixture.run(() -> io.except("quiet").emit("not for it"));
        fixture.run(() -> io.except(visitor.sid).emit("nor this"));
        fixture.run(() -> socket.broadcast().emit("nor its own"));
        fixture.run(() -> io.except("others").emit("for it"));
        assertIsBack(back(visitor), visitor, "2[\"for it\"]");
    }

    @Test
    void eventsToOneSocketAreKept() {
        Visitor visitor = visitor();
        Socket socket = fixture.socket();
        Visitor other = visitor();
        visitor.client.got();
        fixture.run(() -> socket.emit("here"));
        String offset = offset(visitor.client.got().get(0));
        visitor.client.disconnects();
        fixture.run(() -> socket.emit("gone", 1));
        fixture.run(() -> io.to(visitor.sid).emit("gone", 2));
        assertIsBack(back(new Visitor(visitor.client, visitor.sid, visitor.pid, offset)), visitor, "2[\"gone\",1]",
                "2[\"gone\",2]");
        assertThat(other.client.got()).isEmpty();
    }

    /** A socket that joins a room named like another's id gets the events of that room, not those of that socket. */
    @Test
    void anEventToASocketReachesThatSocketOnlyAlsoAfterARecovery() {
        Visitor visitor = visitor();
        Socket socket = fixture.socket();
        Visitor listener = visitor();
        fixture.socket().join(visitor.sid);
        visitor.client.got();
        fixture.run(() -> socket.emit("private", 1));
        List<String> got = visitor.client.got();
        assertThat(got).hasSize(1);
        assertThat(listener.client.got()).isEmpty();
        visitor.client.disconnects();
        listener.client.disconnects();
        fixture.run(() -> socket.emit("private", 2));
        fixture.run(() -> io.to(visitor.sid).emit("to the room"));
        assertIsBack(back(listener), listener, "2[\"to the room\"]");
        assertIsBack(back(new Visitor(visitor.client, visitor.sid, visitor.pid, offset(got.get(0)))), visitor,
                "2[\"private\",2]", "2[\"to the room\"]");
    }

    @Test
    void aSocketThatLeftTheRoomOfItsIdStillGetsItsEvents() {
        Visitor visitor = visitor();
        Socket socket = fixture.socket();
        socket.leave(visitor.sid);
        fixture.run(() -> socket.emit("private", 1));
        assertThat(visitor.client.got()).hasSize(1);
        visitor.client.disconnects();
        fixture.run(() -> socket.emit("private", 2));
        assertIsBack(back(visitor), visitor, "2[\"private\",1]", "2[\"private\",2]");
    }

    @Test
    void volatileEventsAndEventsWithAckAreNotKept() {
        Visitor visitor = visitor();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.emitWithAck("question").subscribe().with(answer -> {
        }, failure -> {
        }));
        fixture.run(() -> socket.asVolatile().emit("now"));
        fixture.run(() -> io.asVolatile().emit("now"));
        fixture.run(() -> io.emitWithAck("question").subscribe().with(answer -> {
        }, failure -> {
        }));
        assertThat(visitor.client.got()).containsExactly("20[\"question\"]", "2[\"now\"]", "2[\"now\"]", "21[\"question\"]");
        visitor.client.disconnects();
        fixture.run(() -> io.asVolatile().emit("now"));
        fixture.run(() -> socket.asVolatile().emit("now"));
        fixture.run(() -> io.emitWithAck("question").subscribe().with(answer -> {
        }, failure -> {
        }));
        fixture.run(() -> io.emit("kept"));
        assertIsBack(back(visitor), visitor, "2[\"kept\"]");
        fixture.loop.advance(Duration.ofSeconds(5)); // the acknowledgements fail
    }

    @Test
    void attachmentsAreKept() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("bytes", new byte[] { 1, 2 }));
        List<String> got = back(visitor).got();
        assertThat(got).hasSize(3);
        assertThat(OFFSET.matcher(got.get(0)).replaceFirst("]"))
                .isEqualTo("51-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(got.get(1)).isEqualTo("0x0102");
    }

    @Test
    void aClientWithoutAnOffsetGetsANewSession() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        Matcher answer = answer(client.got().get(0));
        client.disconnects();
        assertIsNew(back("0{\"pid\":\"" + answer.group(2) + "\"}"),
                new Visitor(client, answer.group(1), answer.group(2), ""));
    }

    @Test
    void theOldConnectionIsClosedIfItIsStillOpen() {
        Visitor visitor = visitor();
        Socket before = fixture.socket();
        before.onDisconnect(reason -> fixture.note(reason.toString()));
        fixture.run(() -> io.emit("lost on the way"));
        SocketIOFixture.Client client = back(visitor);
        assertThat(visitor.client.isClosed()).isTrue();
        assertIsBack(client, visitor, "2[\"lost on the way\"]");
        assertThat(fixture.notes).containsExactly("forced server close");
        assertThat(before.connected()).isFalse();
        visitor.client.got();
        fixture.run(() -> io.emit("later"));
        assertThat(client.got()).hasSize(1);
        assertThat(visitor.client.got()).isEmpty();
        assertThat(io.sockets()).hasSize(1);
    }

    @Test
    void onlyOneOfTwoSimultaneousConnectsRecovers() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        SocketIOFixture.Client one = fixture.new Client();
        SocketIOFixture.Client two = fixture.new Client();
        fixture.loop.perform(() -> {
            one.link.text("40" + visitor.connectPayload());
            two.link.text("40" + visitor.connectPayload());
        });
        assertThat(one.isClosed()).isTrue();
        assertIsBack(two, visitor);
        assertThat(io.sockets()).hasSize(1);
    }

    @Test
    void aFormerSocketDoesNotAffectTheRoomsOfTheNewOne() {
        Visitor visitor = visitor();
        Socket before = fixture.socket();
        before.join("mine");
        visitor.client.disconnects();
        assertIsBack(back(visitor), visitor);
        before.join("late");
        before.leave("mine");
        assertThat(fixture.socket().rooms()).containsExactlyInAnyOrder(visitor.sid, "mine");
    }

    @Test
    void anUnknownOffsetGivesANewSession() {
        String prefix = visitor().offset.replaceFirst("\\..*", ".");
        List<String> odd = new ArrayList<>(
                List.of("", "1", "1-0", "0", "-1", "+1", "zzzzzzz", "1 ", "01", "\\u0000", "A", "1\\n",
                        "9999999999999999999999999"));
        Stream.of(odd.toArray(new String[0])).map(text -> prefix + text).forEach(odd::add);
        odd.remove(prefix + "1"); // the event of the visitor above: before the others connected
        odd.add(prefix + "1");
        for (String offset : odd) {
            Visitor visitor = visitor();
            visitor.client.disconnects();
            assertIsNew(back(new Visitor(visitor.client, visitor.sid, visitor.pid, offset)), visitor);
            assertIsNew(back(visitor), visitor); // the secret can be used once
        }
    }

    @Test
    void aSecretOrOffsetOfAnotherTypeGivesANewSession() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        for (String payload : List.of("{\"pid\":1,\"offset\":\"" + visitor.offset + "\"}",
                "{\"pid\":\"" + visitor.pid + "\",\"offset\":1}", "{\"pid\":\"" + visitor.pid + "\",\"offset\":null}",
                "{\"pid\":[\"" + visitor.pid + "\"],\"offset\":{}}", "{\"offset\":\"" + visitor.offset + "\"}",
                "{\"pid\":\"\",\"offset\":\"\"}", "{\"pid\":\"nobody's\",\"offset\":\"" + visitor.offset + "\"}")) {
            assertIsNew(back("0" + payload), visitor);
        }
        assertIsBack(back(visitor), visitor);
    }

    @Test
    void theSecretOfAnotherNamespaceIsUnknown() {
        io.of("/other");
        Visitor visitor = visitor();
        visitor.client.sends("0/other,");
        String pid = answer(visitor.client.got().get(0)).group(2);
        visitor.client.disconnects();
        SocketIOFixture.Client client = back("0/other," + visitor.connectPayload());
        assertThat(answer(client.got().get(0)).group(1)).isNotEqualTo(visitor.sid);
        assertIsNew(back(new Visitor(visitor.client, visitor.sid, pid, visitor.offset)), visitor);
        assertIsBack(back(visitor), visitor);
    }

    @Test
    void aClientThatDisconnectedOrWasDisconnectedGetsANewSession() {
        Visitor went = visitor();
        went.client.sends("1");
        assertIsNew(back(went), went);
        for (boolean close : new boolean[] { false, true }) {
            Visitor sent = visitor();
            fixture.run(() -> fixture.socket().disconnect(close));
            assertIsNew(back(sent), sent);
        }
        Visitor garbage = visitor();
        garbage.client.sends("garbage");
        assertIsNew(back(garbage), garbage);
    }

    @Test
    void aClientDisconnectedByTheServerWhileAwayGetsANewSession() {
        Visitor visitor = visitor();
        fixture.socket().join("banned");
        visitor.client.disconnects();
        fixture.run(() -> io.in("banned").disconnectSockets(true));
        assertIsNew(back(visitor), visitor);
    }

    @Test
    void oldClientsCannotRecoverAndGetEventsWithoutOffsets() {
        SocketIOFixture.Client client = fixture.new Client("EIO=3");
        assertThat(client.got()).containsExactly("0");
        fixture.run(() -> fixture.socket().emit("hello", "you"));
        assertThat(client.got()).containsExactly("2[\"hello\",\"you\"]");
        client.disconnects();
        fixture.loop.advance(Duration.ofMinutes(2));
        assertThat(fixture.loop.timers()).isZero();
    }

    @Test
    void aClientThatBrokeTheProtocolMayRecover() {
        Visitor visitor = visitor();
        visitor.client.sends("0"); // connects twice
        assertThat(visitor.client.isClosed()).isTrue();
        assertIsBack(back(visitor), visitor);
    }

    @Test
    void middlewaresSeeTheRecoveredState() {
        io.use(socket -> {
            fixture.note(socket.recovered() + " " + socket.connected() + " " + socket.rooms().contains("mine") + " "
                    + socket.data() + " " + io.sockets().size());
            return Uni.createFrom().voidItem();
        });
        Visitor visitor = visitor();
        fixture.socket().join("mine");
        fixture.socket().data().put("name", "bob");
        visitor.client.disconnects();
        assertIsBack(back(visitor), visitor);
        assertThat(fixture.notes).containsExactly("false false false {} 0", "true false true {name=bob} 0");
    }

    @Test
    void aClientRefusedByAMiddlewareReceivesTheErrorOnly() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("secret"));
        boolean[] blocked = { true };
        io.use(socket -> blocked[0] ? Uni.createFrom().failure(new ConnectErrorException("blocked"))
                : Uni.createFrom().voidItem());
        assertThat(back(visitor).got()).containsExactly("4{\"message\":\"blocked\"}");
        blocked[0] = false;
        assertIsNew(back(visitor), visitor);
    }

    @Test
    void eventsSentDuringAMiddlewareAreDeliveredOnce() {
        List<UniEmitter<? super Void>> open = new ArrayList<>();
        Visitor visitor = visitor();
        io.use(socket -> Uni.createFrom().emitter(open::add));
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        SocketIOFixture.Client client = back(visitor);
        fixture.run(() -> io.emit("missed", 2));
        assertThat(client.got()).isEmpty();
        fixture.run(() -> open.get(0).complete(null));
        fixture.run(() -> io.emit("later"));
        assertIsBack(client, visitor, "2[\"missed\",1]", "2[\"missed\",2]", "2[\"later\"]");
    }

    @Test
    void aClientDisconnectedDuringAMiddlewareMayStillRecover() {
        List<UniEmitter<? super Void>> open = new ArrayList<>();
        Visitor visitor = visitor();
        io.use(socket -> Uni.createFrom().emitter(open::add));
        visitor.client.disconnects();
        back(visitor).disconnects();
        SocketIOFixture.Client second = back(visitor);
        SocketIOFixture.Client third = back(visitor); // during the middleware of the second
        assertThat(second.isClosed()).isTrue();
        open.forEach(answer -> answer.complete(null));
        assertIsBack(third, visitor);
        assertThat(io.sockets()).hasSize(1);
    }

    @Test
    void aClientThatMissedTooMuchDuringAMiddlewareGetsANewSession() {
        List<UniEmitter<? super Void>> open = new ArrayList<>();
        Visitor visitor = visitor();
        io.use(socket -> Uni.createFrom().emitter(open::add));
        visitor.client.disconnects();
        SocketIOFixture.Client client = back(visitor);
        for (int i = 0; i < 5; i++) {
            fixture.run(() -> io.emit("missed"));
        }
        fixture.run(() -> open.get(0).complete(null));
        assertThat(client.isClosed()).isTrue();
        SocketIOFixture.Client again = back(visitor);
        fixture.run(() -> open.get(1).complete(null));
        assertIsNew(again, visitor);
    }

    @Test
    void middlewaresAreSkippedIfConfigured() {
        restart(new ServerOptions(Duration.ofSeconds(1), false, SocketIOFixture.OPTIONS.limits(), true, MistakeReports.none()),
                KEPT);
        io.use(socket -> {
            fixture.note("asked");
            return Uni.createFrom().voidItem();
        });
        Visitor visitor = visitor();
        visitor.client.disconnects();
        assertIsBack(back(visitor), visitor);
        assertThat(fixture.notes).containsExactly("asked");
        fixture.new Client().sends("0");
        assertThat(fixture.notes).containsExactly("asked", "asked");
    }

    @Test
    void guardsAreNeverSkipped() {
        restart(new ServerOptions(Duration.ofSeconds(1), false, SocketIOFixture.OPTIONS.limits(), true, MistakeReports.none()),
                KEPT);
        io.use(socket -> {
            fixture.note("asked");
            return Uni.createFrom().voidItem();
        });
        io.handlers().guard(Middleware.onEventLoop(socket -> {
            fixture.note("guarded");
            return fixture.notes.size() < 4 ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(new IllegalStateException("locked out"));
        }));
        Visitor visitor = visitor();
        visitor.client.disconnects();
        SocketIOFixture.Client client = back(visitor);
        assertIsBack(client, visitor);
        assertThat(fixture.notes).containsExactly("guarded", "asked", "guarded");
        client.disconnects();
        assertThat(back(visitor).got()).containsExactly("4{\"message\":\"locked out\"}");
    }

    @Test
    void aClientThatMissedMoreThanIsKeptGetsANewSession() {
        Visitor lucky = visitor();
        lucky.client.disconnects();
        for (int i = 0; i < 4; i++) {
            fixture.run(() -> io.emit("missed"));
        }
        assertIsBack(back(lucky), lucky, "2[\"missed\"]", "2[\"missed\"]", "2[\"missed\"]", "2[\"missed\"]");
        Visitor visitor = visitor();
        visitor.client.disconnects();
        for (int i = 0; i < 5; i++) {
            fixture.run(() -> io.emit("missed"));
        }
        assertIsNew(back(visitor), visitor);
    }

    @Test
    void nothingIsKeptWhenTheServerStops() {
        Visitor visitor = visitor();
        fixture.run(fixture.engine.server::close);
        assertThat(visitor.client.isClosed()).isTrue();
        assertThat(fixture.loop.timers()).isPositive(); // a client may recover as long as the server runs
        io.endRecovery();
        fixture.run(() -> io.emit("to nobody"));
        assertThat(fixture.loop.timers()).isZero();
    }

    @Test
    void receivedEventsKeepTheirOrder() {
        Visitor visitor = visitor();
        fixture.socket().on("question", (args, ack) -> {
            fixture.socket().emit("first");
            ack.send("second");
            io.emit("third");
            fixture.socket().disconnect(false);
        });
        visitor.client.sends("21[\"question\"]");
        List<String> got = visitor.client.got();
        assertThat(got.stream().map(packet -> OFFSET.matcher(packet).replaceFirst("]")).toList())
                .containsExactly("2[\"first\"]", "31[\"second\"]", "2[\"third\"]", "1");
    }

    @Test
    void eventsEmittedByAListenerFollowMissedOnes() {
        Visitor visitor = visitor();
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed", 1));
        fixture.run(() -> io.emit("missed", 2));
        io.use(socket -> {
            socket.onAnyOutgoing((event, args) -> {
                if (event.equals("missed")) {
                    socket.emit("seen");
                }
            });
            return Uni.createFrom().voidItem();
        });
        assertIsBack(back(visitor), visitor, "2[\"missed\",1]", "2[\"missed\",2]", "2[\"seen\"]", "2[\"seen\"]");
    }

    /** Clients send their user; "expired" is not authenticated any more. */
    private void authenticate() {
        io.bind((handshake, user, answer) -> {
            Object name = handshake.auth(Map.class).get("user");
            if ("expired".equals(name)) {
                answer.accept(null, new ConnectErrorException("expired"));
            } else {
                answer.accept(new Identity(name == null ? null : () -> (String) name, "test"), null);
            }
        });
    }

    private SocketIOFixture.Client backAs(@Nullable String user, Visitor visitor) {
        return back(
                "0" + (user == null ? visitor.connectPayload()
                        : visitor.connectPayload().replaceFirst("\\{", "{\"user\":\"" + user + "\",")));
    }

    private Visitor visitor(String user) {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0{\"user\":\"" + user + "\",\"token\":\"t\"}");
        Matcher answer = answer(client.got().get(0));
        fixture.run(() -> io.emit("hello"));
        return new Visitor(client, answer.group(1), answer.group(2), offset(client.got().get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "bob", "Alice", "user alice" })
    void aSessionIsNotRecoveredByAnotherUser(String other) {
        authenticate();
        Visitor alice = visitor("alice");
        fixture.socket().join("hers");
        fixture.socket().data().put("secret", "hers");
        alice.client.disconnects();
        fixture.run(() -> io.to("hers").emit("private"));
        assertIsNew(backAs(other.isEmpty() ? null : other, alice), alice);
        assertThat(fixture.socket().rooms()).hasSize(1);
        assertThat(fixture.socket().data()).isEmpty();
        assertThat(backAs("expired", alice).got()).containsExactly("4{\"message\":\"expired\"}");
        assertIsBack(backAs("alice", alice), alice, "2[\"private\"]");
    }

    @Test
    void aConnectionIsNotClosedForAnotherUser() {
        authenticate();
        Visitor alice = visitor("alice");
        assertIsNew(backAs("bob", alice), alice);
        assertThat(alice.client.isClosed()).isFalse();
        fixture.run(() -> io.emit("still here"));
        assertThat(alice.client.got()).hasSize(1);
        assertIsBack(backAs("alice", alice), alice, "2[\"still here\"]");
        assertThat(alice.client.isClosed()).isTrue();
    }

    @Test
    void aClientInAQuietRoomRecoversDespiteEventsOfOtherRooms() {
        Visitor visitor = visitor();
        for (int i = 0; i < 10; i++) {
            fixture.run(() -> io.to("others").emit("not for it"));
        }
        visitor.client.disconnects();
        fixture.run(() -> io.emit("missed"));
        assertIsBack(back(visitor), visitor, "2[\"missed\"]");
    }

    @Test
    void aClientWhoseUndeliveredEventsWereDroppedGetsANewSession() {
        Visitor visitor = visitor();
        fixture.run(() -> io.emit("not read"));
        for (int i = 0; i < 10; i++) {
            fixture.run(() -> io.to("others").emit("not for it"));
        }
        visitor.client.disconnects();
        assertIsNew(back(visitor), visitor);
    }

    @Test
    void directAndKeptEventsAreRepeatedInTheirOrder() {
        restart(SocketIOFixture.OPTIONS, new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10));
        Visitor visitor = visitor();
        Socket again = fixture.socket();
        String[] offsets = new String[6];
        for (int i = 0; i < 3; i++) {
            int n = i;
            fixture.run(() -> again.emit("direct", n));
            fixture.run(() -> io.emit("kept", n));
        }
        List<String> got = visitor.client.got();
        for (int i = 0; i < 6; i++) {
            offsets[i] = offset(got.get(i));
        }
        visitor.client.disconnects();
        List<String> all = List.of("2[\"direct\",0]", "2[\"kept\",0]", "2[\"direct\",1]", "2[\"kept\",1]", "2[\"direct\",2]",
                "2[\"kept\",2]");
        for (int i = 0; i < 6; i++) {
            SocketIOFixture.Client client = back(new Visitor(visitor.client, visitor.sid, visitor.pid, offsets[i]));
            assertIsBack(client, visitor, all.subList(i + 1, 6).toArray(new String[0]));
            client.disconnects();
        }
        assertIsNew(back(new Visitor(visitor.client, visitor.sid, visitor.pid, offsets[2])), visitor); // its offset is later
    }
}
