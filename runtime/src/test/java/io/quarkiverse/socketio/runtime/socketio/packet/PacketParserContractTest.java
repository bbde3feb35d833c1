package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

/** Tests the contract of every parser, independent of its format. */
abstract class PacketParserContractTest {
    private static final byte[] BYTES = { 1, 2, 3 };

    /** Creates a parser that accepts at most ten attachments from a client. */
    abstract PacketParser parser();

    /** Decodes a packet as its receiver: first the text, then the attachments; or the one binary message. */
    final IncomingPacket received(EncodedPacket packet) {
        try {
            if (packet.text().length == 0) {
                assertThat(packet.attachments()).hasSize(1);
                return parser().decodeBinary(Unpooled.wrappedBuffer(packet.attachments().get(0)));
            }
            IncomingPacket incoming = parser().decode(Unpooled.wrappedBuffer(packet.text()));
            assertThat(incoming.attachments()).isEqualTo(packet.attachments().size());
            if (incoming.attachments() > 0) {
                incoming.attach(packet.attachments());
            }
            return incoming;
        } catch (InvalidPacketException e) {
            throw new AssertionError("our own packet is invalid: " + e.getMessage(), e);
        }
    }

    final IncomingPacket event(Object... args) {
        return received(parser().encodeEvent("/", IncomingPacket.NO_ACK, "event", args));
    }

    @Test
    void anEventKeepsNameNamespaceAndAckId() {
        IncomingPacket packet = received(parser().encodeEvent("/chat", 12, "say", "hello"));
        assertThat(packet.type()).isEqualTo(SocketPacketType.EVENT);
        assertThat(packet.namespace()).isEqualTo("/chat");
        assertThat(packet.ackId()).isEqualTo(12);
        assertThat(packet.event()).isEqualTo("say");
        assertThat(packet.arguments().get(0, String.class)).isEqualTo("hello");
    }

    @Test
    void anEventWithoutAckIdOrArgumentsKeepsThat() {
        IncomingPacket packet = event();
        assertThat(packet.namespace()).isEqualTo("/");
        assertThat(packet.ackId()).isEqualTo(IncomingPacket.NO_ACK);
        assertThat(packet.arguments().size()).isZero();
    }

    @Test
    void anAckKeepsItsIdAndArguments() {
        IncomingPacket packet = received(parser().encodeAck("/chat", 0, 1, "two"));
        assertThat(packet.type()).isEqualTo(SocketPacketType.ACK);
        assertThat(packet.ackId()).isZero();
        assertThat(packet.namespace()).isEqualTo("/chat");
        assertThat(packet.arguments().toList()).containsExactly(1, "two");
    }

    static Stream<Object> values() {
        return Stream.of("text", "", "€ 😀 \u0000 \" \\ \u2028", true, 0, -1, Integer.MAX_VALUE, Long.MAX_VALUE, 1.5, BYTES,
                List.of(), Map.of(), List.of(1, List.of("a", BYTES)), Map.of("a", Map.of("b", List.of(BYTES, "c"))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void argumentsAreReceivedAsPlainValues(Object value) {
        assertThat(event(value).arguments().toList()).usingRecursiveComparison().isEqualTo(List.of(value));
    }

    @Test
    void nullIsAValue() {
        assertThat(event("a", null, "b").arguments().toList()).containsExactly("a", null, "b");
    }

    @Test
    void aNullArrayIsOneNullArgument() {
        assertThat(event((Object[]) null).arguments().toList()).containsExactly((Object) null);
        assertThat(received(parser().encodeAck("/", 1, (Object[]) null)).arguments().toList()).containsExactly((Object) null);
    }

    record Upload(String name, byte[] data, List<byte[]> pages) {
    }

    @Test
    void binaryStaysBinaryAtAnyDepth() {
        IncomingPacket received = received(upload());
        assertThat(received.type().isEvent()).isTrue();
        assertThat(received.ackId()).isEqualTo(1);
        assertThat(received.arguments().get(0, byte[].class)).isEqualTo(BYTES);
        Upload upload = received.arguments().get(1, Upload.class);
        assertThat(upload).isNotNull();
        assertThat(upload.data()).containsExactly(4);
        assertThat(upload.pages()).containsExactly(new byte[] { 5 }, new byte[0]);
        assertThat(received.arguments().get(2, byte[].class)).containsExactly(6, 7);
    }

    final EncodedPacket upload() {
        return parser().encodeEvent("/", 1, "upload", BYTES,
                new Upload("picture", new byte[] { 4 }, List.of(new byte[] { 5 }, new byte[0])),
                ByteBuffer.wrap(new byte[] { 6, 7 }).asReadOnlyBuffer());
    }

    @Test
    void anAckMayBeBinary() {
        IncomingPacket packet = received(parser().encodeAck("/chat", 7, List.of(BYTES), "a"));
        assertThat(packet.type().isAck()).isTrue();
        assertThat(packet.ackId()).isEqualTo(7);
        assertThat(packet.arguments().toList()).usingRecursiveComparison().isEqualTo(List.of(List.of(BYTES), "a"));
    }

    @Test
    void receivedValuesCanBeSent() {
        Object[] values = { "text", 1, List.of(BYTES), Map.of("a", BYTES) };
        Object[] tree = { event(values).arguments().get(0, JsonNode.class), event(values).arguments().get(2, JsonNode.class) };
        assertThat(event(event(values).arguments().toList().toArray()).arguments().toList()).usingRecursiveComparison()
                .isEqualTo(Arrays.asList(values));
        assertThat(event(tree).arguments().toList()).usingRecursiveComparison().isEqualTo(List.of("text", List.of(BYTES)));
    }

    @Test
    void laterChangesOfAnArrayAreNotSent() {
        byte[] mine = { 1 };
        EncodedPacket packet = parser().encodeEvent("/", IncomingPacket.NO_ACK, "a", mine);
        mine[0] = 9;
        assertThat(received(packet).arguments().get(0, byte[].class)).containsExactly(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "connect | clients get it when they are connected; choose another name",
            "connect_error | to refuse a client, fail in a middleware with ConnectErrorException",
            "disconnect | to disconnect clients, use disconnect of a socket or disconnectSockets",
            "disconnecting | choose another name", "newListener | choose another name",
            "removeListener | choose another name" })
    void reservedEventNamesAreRefusedWithWhatToDoInstead(String name, String instead) {
        assertThatExceptionOfType(SocketIOException.class)
                .isThrownBy(() -> parser().encodeEvent("/", IncomingPacket.NO_ACK, name))
                .withMessage("\"" + name + "\" is a reserved event name: " + instead);
    }

    @ParameterizedTest
    @ValueSource(strings = { "error", "connection", "Connect", "", "a b", "__proto__" })
    void otherEventNamesAreAccepted(String name) {
        assertThat(received(parser().encodeEvent("/", IncomingPacket.NO_ACK, name)).event()).isEqualTo(name);
    }

    static class Broken {
        public String getValue() {
            throw new IllegalStateException("on purpose");
        }
    }

    static class Endless {
        public Endless getSelf() {
            return this;
        }
    }

    static Stream<Object> unserialisable() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(Collections.singletonMap("again", cycle));
        return Stream.of(new Broken(), new Endless(), cycle);
    }

    @ParameterizedTest
    @MethodSource("unserialisable")
    void serialisationFailuresNameTheIndex(Object value) {
        assertThatExceptionOfType(SocketIOException.class)
                .isThrownBy(() -> parser().encodeEvent("/", IncomingPacket.NO_ACK, "a", "fine", value))
                .withMessageContaining("Argument 1").withMessageContaining("\"a\"");
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> parser().encodeAck("/", 1, value));
    }

    @Test
    void serversMayExchangeManyAttachments() throws Exception {
        Object[] many = new Object[200];
        Arrays.setAll(many, i -> new byte[] { (byte) i });
        EncodedPacket packet = parser().encodeEvent("/", IncomingPacket.NO_ACK, "many", many);
        assertThat(parser().decode(packet).arguments().toList()).usingRecursiveComparison().isEqualTo(Arrays.asList(many));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/chat", "/a[1]/b{2}" })
    void anEventMayBeGivenAnOffsetLater(String namespace) {
        Object[] values = { "x]", BYTES, Map.of("a", List.of(2, "]")) };
        for (int count = 0; count <= values.length; count++) {
            Object[] args = Arrays.copyOf(values, count);
            Object[] longer = Arrays.copyOf(values, count + 1);
            longer[count] = "AbC-_.12z";
            IncomingPacket packet = received(
                    parser().withOffset(parser().encodeEvent(namespace, IncomingPacket.NO_ACK, "say[", args), "AbC-_.12z"));
            assertThat(packet.type().isEvent()).isTrue();
            assertThat(packet.namespace()).isEqualTo(namespace);
            assertThat(packet.ackId()).isEqualTo(IncomingPacket.NO_ACK);
            assertThat(packet.event()).isEqualTo("say[");
            assertThat(packet.arguments().toList()).usingRecursiveComparison().isEqualTo(Arrays.asList(longer));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/chat", "/a[1]/b{2}" })
    void anEventMayBeGivenAnAckIdLater(String namespace) {
        EncodedPacket event = parser().encodeEvent(namespace, IncomingPacket.NO_ACK, "say[", "x", 1.5, BYTES,
                Map.of("a", List.of(2, "]")));
        for (EncodedPacket numbered : List.of(parser().withAckId(event, 70), parser().withAckId(event, 0))) {
            IncomingPacket packet = received(numbered);
            assertThat(packet.type().isEvent()).isTrue();
            assertThat(packet.namespace()).isEqualTo(namespace);
            assertThat(packet.event()).isEqualTo("say[");
            assertThat(packet.arguments().get(2, byte[].class)).isEqualTo(BYTES);
            assertThat(packet.arguments().get(3, Object.class)).isEqualTo(Map.of("a", List.of(2, "]")));
        }
        assertThat(received(parser().withAckId(event, 70)).ackId()).isEqualTo(70);
        assertThat(received(event).ackId()).isEqualTo(IncomingPacket.NO_ACK);
        EncodedPacket bare = parser().encodeEvent(namespace, IncomingPacket.NO_ACK, "say");
        assertThat(received(parser().withAckId(bare, 9)).ackId()).isEqualTo(9);
    }

    @Test
    void controlPacketsKeepTheirPayload() {
        IncomingPacket connect = received(parser().encodeControl(SocketPacketType.CONNECT, "/chat", Map.of("sid", "abc")));
        assertThat(connect.type()).isEqualTo(SocketPacketType.CONNECT);
        assertThat(connect.namespace()).isEqualTo("/chat");
        assertThat(connect.auth(Map.class)).isEqualTo(Map.of("sid", "abc"));
        assertThat(received(parser().encodeControl(SocketPacketType.DISCONNECT, "/", null)).type())
                .isEqualTo(SocketPacketType.DISCONNECT);
        assertThat(received(parser().encodeControl(SocketPacketType.CONNECT_ERROR, "/x", Map.of("message", "no"))).type())
                .isEqualTo(SocketPacketType.CONNECT_ERROR);
    }

    record Credentials(String user, int age) {
    }

    @Test
    void theAuthPayloadIsReadAsTheRequestedType() {
        IncomingPacket connect = received(
                parser().encodeControl(SocketPacketType.CONNECT, "/", Map.of("user", "a", "age", 3)));
        assertThat(connect.auth(Credentials.class)).isEqualTo(new Credentials("a", 3));
        assertThat(connect.auth(JsonNode.class).path("age").intValue()).isEqualTo(3);
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> connect.auth(String.class));
    }

    @Test
    void deeplyNestedValuesAreSentAndRead() {
        Object deep = 1;
        for (int i = 0; i < 900; i++) {
            deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
        }
        assertThat(event(deep).arguments().toList()).hasSize(1);
    }

    @Test
    void withoutPayloadTheAuthPayloadIsAnEmptyObject() {
        IncomingPacket connect = received(parser().encodeControl(SocketPacketType.CONNECT, "/", null));
        assertThat(connect.auth(Map.class)).isEmpty();
        assertThat(connect.auth(JsonNode.class).isEmpty()).isTrue();
    }

    @Test
    void valuesForOtherServersSurviveEncodingAndDecoding() {
        Map<String, Object> values = Map.of("name", "a", "count", 3, "list", List.of(1, "b"), "map", Map.of("c", true));
        assertThat(parser().decodeValues(parser().encodeValues(values))).isEqualTo(values);
        assertThat(parser().decodeValues(parser().encodeValues(Map.of()))).isEmpty();
    }

    @Test
    void unserialisableValuesThrowOurException() {
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> parser().encodeValues(Map.of("a", new Broken())));
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> parser().decodeValues(new byte[] { 1, 2 }));
    }
}
