package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;

class ClientConnectionTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    @BeforeEach
    void namespaces() {
        for (String name : List.of("/", "/a", "/b", "/c")) {
            NamespaceImpl namespace = io.namespace(name);
            namespace.handlers().on(NamespaceHandlers.When.DISCONNECT, Handlers.on(ExecutionMode.EVENT_LOOP,
                    call -> fixture.note(call.socket().namespace().name() + " " + call.reason())));
            namespace.handlers().onEvent("echo", Handlers.on(ExecutionMode.EVENT_LOOP,
                    call -> call.socket().emit("echo", call.arguments().toList().toArray())));
        }
    }

    @AfterEach
    void nothingIsLeft() {
        fixture.engine.server.close();
        fixture.settle();
        assertThat(fixture.engine.server.size()).isZero();
        assertThat(fixture.loop.timers()).isZero();
        assertThat(io.sockets()).isEmpty();
    }

    @Test
    void aConnectIsAnsweredWithThePublicIdOnly() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        assertThat(client.got()).containsExactly("0{\"sid\":\"" + fixture.socket().id() + "\"}");
        assertThat(fixture.socket().id()).hasSize(20).isNotEqualTo("sid1");
        assertThat(fixture.socket().connected()).isTrue();
    }

    @Test
    void aClientMayBeInSeveralNamespaces() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0", "0/a,", "0/b,{}");
        assertThat(client.got()).extracting(text -> text.substring(0, 4)).containsExactly("0{\"s", "0/a,", "0/b,");
        client.sends("2[\"echo\",1]", "2/b,[\"echo\",2]");
        assertThat(client.got()).containsExactly("2[\"echo\",1]", "2/b,[\"echo\",2]");
    }

    @Test
    void theHandshakeHasTheAuthPayloadOfItsNamespace() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0{\"token\":\"x\"}");
        JsonNode auth = fixture.socket().handshake().auth(JsonNode.class);
        assertThat(auth.path("token").asText()).isEqualTo("x");
        fixture.new Client().sends("0");
        assertThat(fixture.socket().handshake().auth(JsonNode.class)).isEmpty();
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0/random,");
        assertThat(client.got()).containsExactly("4/random,{\"message\":\"Invalid namespace\"}");
        assertThat(client.isClosed()).isFalse();
        client.sends("0/a,");
        assertThat(client.got()).hasSize(1);
    }

    @Test
    void aQueryAfterTheNamespaceIsPartOfItsName() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0/a?x=1,{}");
        assertThat(client.got()).containsExactly("4/a?x=1,{\"message\":\"Invalid namespace\"}");
        fixture.io.of("/a?x=1");
        client.sends("0/a?x=1,{}");
        assertThat(client.got()).hasSize(1).first().asString().startsWith("0/a?x=1,{\"sid\"");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void moreNamespacesThanAllowedAreRefused() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0", "0/a,", "0/b,");
        client.got();
        client.sends("0/c,");
        assertThat(client.got()).containsExactly("4/c,{\"message\":\"Too many namespaces\"}");
        client.sends("1/a,", "0/c,");
        assertThat(client.got()).hasSize(1).first().asString().startsWith("0/c,{\"sid\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "0{}", "4{\"message\":\"x\"}" })
    void repeatedConnectsAndServerPacketsCloseTheConnection(String packet) {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("0/a,");
        client.sends(packet);
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactlyInAnyOrder("/ forced server close", "/a forced server close");
    }

    @ParameterizedTest
    @ValueSource(strings = { "2[\"a\"]", "3/a,1[]", "1/a,", "4/a,{\"message\":\"x\"}", "50-/a,[\"a\"]" })
    void aPacketOfAnUnjoinedNamespaceClosesTheConnection(String packet) {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends(packet);
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "abc", "2{}", "2abc[\"a\"]", "2", "2[\"connect\"]", "5999999-[\"a\"]" })
    void aMalformedPacketIsAParseError(String packet) {
        SocketIOFixture.Client client = fixture.connected();
        client.sends(packet, "2[\"echo\"]");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.got()).isEmpty();
        assertThat(fixture.notes).containsExactly("/ parse error");
    }

    @Test
    void aClientThatJoinsNoNamespaceTimesOut() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0/random,");
        fixture.loop.advanceMillis(999);
        assertThat(client.isClosed()).isFalse();
        fixture.loop.advanceMillis(1);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aClientThatJoinedMayLeaveAllNamespacesAndStay() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("1");
        fixture.loop.advanceMillis(10_000);
        assertThat(client.isClosed()).isFalse();
        assertThat(fixture.notes).containsExactly("/ client namespace disconnect");
        client.sends("0");
        assertThat(client.got()).hasSize(1);
    }

    @Test
    void anEventWithAttachmentsWaitsForThem() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("52-[\"echo\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]", "0x01");
        assertThat(client.got()).isEmpty();
        client.sends("0x02");
        assertThat(client.got()).containsExactly(
                "52-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "0x02", "0x01");
    }

    @Test
    void aBinaryPacketWithoutAttachmentsDoesNotWait() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("50-[\"echo\"]", "2[\"echo\",1]");
        assertThat(client.got()).containsExactly("2[\"echo\"]", "2[\"echo\",1]");
    }

    @Test
    void textInPlaceOfAnAttachmentClosesTheConnection() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("51-[\"echo\",{\"_placeholder\":true,\"num\":0}]", "2[\"echo\"]");
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactly("/ parse error");
    }

    @Test
    void anUnannouncedAttachmentClosesTheConnection() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("0x01");
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactly("/ parse error");
    }

    @Test
    void aPlaceholderOfAMissingAttachmentClosesTheConnection() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("51-[\"echo\",{\"_placeholder\":true,\"num\":\"splice\"}]", "0x01");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.got()).isEmpty();
        assertThat(fixture.notes).containsExactly("/ parse error");
    }

    @Test
    void attachmentsOfAPacketShareOneLimit() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("52-[\"echo\"]", "0x" + "00".repeat(60), "0x" + "00".repeat(40), "52-[\"echo\"]", "0x" + "00".repeat(60));
        assertThat(client.got()).containsExactly("2[\"echo\"]");
        assertThat(client.isClosed()).isFalse();
        client.sends("0x" + "00".repeat(41));
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void missingAttachmentsTimeOut() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("53-[\"echo\"]", "0x01");
        fixture.loop.advanceMillis(29_999);
        client.sends("0x02");
        fixture.loop.advanceMillis(29_999);
        assertThat(client.isClosed()).isFalse();
        fixture.loop.advanceMillis(1);
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactly("/ parse error");
    }

    @Test
    void aCompletePacketCancelsTheTimeout() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("51-[\"echo\"]", "0x01");
        fixture.loop.advanceMillis(100_000);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void anEventWithoutHandlersIsIgnored() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("2[\"error\",\"x\"]", "21[\"nothing\"]", "2[\"echo\"]");
        assertThat(client.got()).containsExactly("2[\"echo\"]");
    }

    @Test
    void eachSocketGetsTheReasonWhenTheConnectionCloses() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("0/a,");
        client.disconnects();
        assertThat(fixture.notes).containsExactlyInAnyOrder("/ transport close", "/a transport close");
    }

    @Test
    void aStoppingServerCallsHandlersAndSendsNoDisconnect() {
        SocketIOFixture.Client client = fixture.connected();
        fixture.run(fixture.engine.server::close);
        assertThat(client.got()).isEmpty();
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactly("/ server shutting down");
    }

    @Test
    void aPollingClientSendsSeveralPacketsAtOnce() {
        fixture.engine.openPolling();
        assertThat(fixture.engine.post("sid1", "40\u001e42[\"echo\",1]\u001e451-[\"echo\",{\"_placeholder\":true,\"num\":0}]"
                + "\u001ebAQ==").answer()).isEqualTo("ok");
        fixture.settle();
        FakePollExchange poll = fixture.engine.poll("sid1");
        assertThat(poll.answer()).endsWith("\u001e42[\"echo\",1]\u001e"
                + "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]\u001ebAQ==");
    }
}
