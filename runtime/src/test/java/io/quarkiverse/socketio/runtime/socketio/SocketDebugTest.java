package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogRecords;
import io.quarkiverse.socketio.runtime.socketio.SocketIOFixture.Client;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.smallrye.mutiny.Uni;

/** Tests the debug lines of the category {@code io.quarkiverse.socketio.socket}. */
class SocketDebugTest {

    @Test
    void aSocketIsFollowedFromItsConnectPacketToItsDisconnect() {
        SocketIOFixture fixture = new SocketIOFixture();
        fixture.io.onConnection(socket -> socket.on("say", (args, ack) -> {
            socket.join("tea");
            ack.send("done");
            socket.leave("tea");
        }));
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.SOCKET)) {
            Client client = fixture.connected();
            client.sends("27[\"say\",\"a secret\",1]");
            fixture.run(() -> fixture.socket().emit("news"));
            fixture.run(() -> fixture.socket().emitWithAck("question", 1).subscribe().with(answer -> {
            }));
            client.sends("30[\"a secret\"]", "1");
            assertThat(debug.lines()).containsExactly(
                    "sid1 /: received CONNECT",
                    "sid1 /: connected as socket " + fixture.socket().id(),
                    "sid1 /: received event \"say\", 2 arguments, wants acknowledgement 7",
                    "sid1 /: joins \"tea\"",
                    "sid1 /: sends acknowledgement 7, 1 argument",
                    "sid1 /: leaves \"tea\"",
                    "sid1 /: sends event \"news\", 0 arguments",
                    "sid1 /: sends event \"question\", 1 argument, wants acknowledgement 0",
                    "sid1 /: received acknowledgement 0, 1 argument",
                    "sid1 /: disconnected, client namespace disconnect");
        }
    }

    @Test
    void aRefusalIsShownWithItsMessage() {
        SocketIOFixture fixture = new SocketIOFixture();
        fixture.io.use(socket -> Uni.createFrom().failure(new ConnectErrorException("no\nentry")));
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.SOCKET)) {
            fixture.new Client().sends("0", "0/no such\u0007one,");
            assertThat(debug.lines()).containsExactly("sid1 /: received CONNECT", "sid1 /: refused, \"no?entry\"",
                    "sid1 \"/no such?one\": received CONNECT",
                    "sid1 \"/no such?one\": refused, \"Invalid namespace\"");
        }
    }

    @Test
    void anAcknowledgementThatTimesOutIsShown() {
        SocketIOFixture fixture = new SocketIOFixture();
        fixture.connected();
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.SOCKET)) {
            fixture.run(() -> fixture.socket().timeout(Duration.ofSeconds(1)).emitWithAck("question").subscribe()
                    .with(answer -> {
                    }, failure -> {
                    }));
            fixture.loop.advance(Duration.ofSeconds(1));
            assertThat(debug.lines()).containsExactly("sid1 /: sends event \"question\", 0 arguments, wants acknowledgement 0",
                    "sid1 /: acknowledgement 0 timed out");
        }
    }

    @Test
    void recoveryIsShown() {
        SocketIOFixture fixture = new SocketIOFixture(SocketIOFixture.OPTIONS,
                new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10));
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.SOCKET);
                LogRecords adapter = LogRecords.ofDebug(DebugLog.ADAPTER)) {
            Client client = fixture.new Client();
            client.sends("0");
            String pid = client.got().get(0).replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
            String id = fixture.socket().id();
            fixture.run(() -> fixture.io.emit("news"));
            String offset = client.got().get(0).replaceAll(".*\"([^\"]+)\"]", "$1");
            client.disconnects();
            fixture.new Client().sends("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
            assertThat(debug.lines()).containsSubsequence("sid1 /: connected as socket " + id + ", a new session",
                    "sid1 /: disconnected, transport close", "sid2 /: connected as socket " + id + ", recovered");
            assertThat(adapter.lines()).containsExactly(
                    "/: keeps an event at place 1 and broadcasts it to all sockets: 1 here",
                    "/: recovers the session of socket " + id + ", taken from this server");
            assertThat(List.of(debug.lines(), adapter.lines()).toString()).doesNotContain(pid);
        }
    }

    @Test
    void nothingIsLoggedWhileItIsOff() {
        SocketIOFixture fixture = new SocketIOFixture();
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ENGINE)) {
            fixture.connected().sends("2[\"say\"]");
            assertThat(debug.lines()).isNotEmpty().noneMatch(line -> line.contains("say"));
        }
    }
}
