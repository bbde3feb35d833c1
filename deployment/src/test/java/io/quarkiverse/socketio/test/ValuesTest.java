package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.UnreadableArgumentException;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tests what goes over the wire for values of Java, and as what it is read: the rows of the page of values. */
class ValuesTest {
    private static final Date MIDNIGHT = Date.from(Instant.parse("2026-11-21T00:00:00Z"));
    private static final String BINARY = "{\"_placeholder\":true,\"num\":0}";
    private static final byte[] BYTES = { 1, 2, 3 };

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Point.class, Returning.class));

    @TestHTTPResource
    URI uri;

    @Inject
    PacketParser parser;

    enum Side {
        CLIENT
    }

    record Point(int x, @Nullable String name) {
    }

    record Upload(byte[] content, @Nullable Buffer more) {
    }

    public static class Bean {
        private int x;

        public int getX() {
            return x;
        }

        public void setX(int x) {
            this.x = x;
        }
    }

    private static Bean bean(int x) {
        Bean bean = new Bean();
        bean.setX(x);
        return bean;
    }

    /** Acknowledges with what handlers can return, and with what they get. */
    @SocketIO
    static class Returning {
        @OnEvent("array")
        String[] array() {
            return new String[] { "a", "b" };
        }

        @OnEvent("list")
        List<String> list() {
            return List.of("a", "b");
        }

        @OnEvent("missing")
        String missing(@Nullable String text, Optional<Integer> number, @Nullable Point point) {
            return text + " " + number + " " + point;
        }
    }

    private String sent(@Nullable Object... args) {
        EncodedPacket packet = parser.encodeEvent("/", IncomingPacket.NO_ACK, "e", args);
        return new String(packet.text(), StandardCharsets.UTF_8);
    }

    /** Returns what is sent: the text, and the binary messages in hexadecimal digits. */
    private String sentWithBinary(Object... args) {
        EncodedPacket packet = parser.encodeEvent("/", IncomingPacket.NO_ACK, "e", args);
        return new String(packet.text(), StandardCharsets.UTF_8)
                + packet.attachments().stream().map(HexFormat.of()::formatHex).toList();
    }

    private TypedArguments receivedWithBinary(String json, byte[]... attachments) throws Exception {
        return parser.decode(new EncodedPacket(("5" + attachments.length + "-[\"e\"," + json + "]")
                .getBytes(StandardCharsets.UTF_8), List.of(attachments))).arguments();
    }

    private TypedArguments received(String json) throws Exception {
        return parser.decode(new EncodedPacket(("2[\"e\"," + json + "]").getBytes(StandardCharsets.UTF_8), List.of()))
                .arguments();
    }

    static Stream<Arguments> values() {
        return Stream.of(arguments(7, "7"), arguments(0.5, "0.5"), arguments(1.0, "1.0"), arguments(1.0f, "1.0"),
                arguments(9_007_199_254_740_993L, "9007199254740993"), arguments(new BigInteger("123"), "123"),
                arguments(new BigDecimal("0.10"), "0.10"), arguments(Double.NaN, "null"),
                arguments(Float.POSITIVE_INFINITY, "null"), arguments(true, "true"), arguments("text", "\"text\""),
                arguments('c', "\"c\""), arguments(Side.CLIENT, "\"CLIENT\""),
                arguments(Instant.parse("2026-11-21T00:12:31.144Z"), "\"2026-11-21T00:12:31.144Z\""),
                arguments(LocalDate.of(2026, 11, 21), "\"2026-11-21\""),
                arguments(MIDNIGHT, "\"2026-11-21T00:00:00.000+00:00\""),
                arguments(OffsetDateTime.parse("2026-11-21T01:00:00+01:00"), "\"2026-11-21T01:00:00+01:00\""),
                arguments(Duration.ofSeconds(90), "90.000000000"),
                arguments(new UUID(1, 2), "\"00000000-0000-0001-0000-000000000002\""),
                arguments(URI.create("http://example.com/"), "\"http://example.com/\""),
                arguments(Optional.of("x"), "\"x\""), arguments(Optional.empty(), "null"),
                arguments(List.of("a", "b"), "[\"a\",\"b\"]"), arguments(Set.of(1), "[1]"),
                arguments(new int[] { 1, 2 }, "[1,2]"),
                arguments(bean(3), "{\"x\":3}"), arguments(Map.of("k", 1), "{\"k\":1}"),
                arguments(new Point(1, null), "{\"x\":1,\"name\":null}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsSentAs(Object value, String json) {
        assertThat(sent(value)).isEqualTo("2[\"e\"," + json + "]");
    }

    @Test
    void jsonOfVertxIsSentAndReadAsWhatItContains() throws Exception {
        JsonObject object = new JsonObject().put("k", new JsonArray().add(1).add(new JsonObject()));
        assertThat(sent(object, new JsonArray().add(object))).isEqualTo("2[\"e\",{\"k\":[1,{}]},[{\"k\":[1,{}]}]]");
        assertThat(received("{\"k\":[1]}").get(0, JsonObject.class).getJsonArray("k").getInteger(0)).isEqualTo(1);
        assertThat(received("[{\"k\":1}]").get(0, JsonArray.class).getJsonObject(0).getInteger("k")).isEqualTo(1);
    }

    @Test
    void nullIsAnArgument() {
        assertThat(sent((Object) null)).isEqualTo("2[\"e\",null]");
    }

    @Test
    void anArrayOfObjectsIsSpreadAsVarargs() {
        Object[] array = { "a", "b" };
        assertThat(sent(array)).isEqualTo("2[\"e\",\"a\",\"b\"]");
        assertThat(sent((Object) array)).isEqualTo("2[\"e\",[\"a\",\"b\"]]");
        assertThat(sent(List.of("a", "b"))).isEqualTo("2[\"e\",[\"a\",\"b\"]]");
        assertThat(sent(array, 1)).isEqualTo("2[\"e\",[\"a\",\"b\"],1]");
    }

    @Test
    void anArrayOfTextsIsSpreadAndAListIsNot() {
        String[] names = { "ada", "bob" };
        assertThat(sent(names)).isEqualTo("2[\"e\",\"ada\",\"bob\"]");
        assertThat(sent((Object) names)).isEqualTo("2[\"e\",[\"ada\",\"bob\"]]").isEqualTo(sent(List.of(names)));
    }

    @Test
    void aHandlerThatReturnsAnArrayOrAListAcknowledgesWithOneArgument() {
        try (Client client = Client.connect(uri)) {
            assertThat(client.ask("array")).hasToString("[\"a\",\"b\"]");
            assertThat(client.ask("list")).hasToString("[\"a\",\"b\"]");
        }
    }

    /** The values are not parameters, as those are not created by the class loader of the application. */
    @Test
    void binaryIsSentAsAMessageOfItsOwnAtAnyDepth() {
        byte[] bytes = { 1, 2 };
        ByteBuffer part = ByteBuffer.wrap(new byte[] { 0, 1, 2, 3 }, 1, 2);
        for (Object value : List.of(bytes, part, Buffer.buffer(bytes))) {
            assertThat(sentWithBinary(value)).isEqualTo("51-[\"e\"," + BINARY + "][0102]");
            assertThat(sentWithBinary(Map.of("a", List.of(value)), value)).isEqualTo(
                    "52-[\"e\",{\"a\":[" + BINARY + "]},{\"_placeholder\":true,\"num\":1}][0102, 0102]");
        }
    }

    @Test
    void aHandshakeIsSentAsAnObject() throws Exception {
        EngineRequest request = new EngineRequest("GET", "/socket.io/?EIO=4", Map.of("EIO", "4"),
                Map.of("x-token", List.of("t")),
                "10.0.0.1", true, false, Instant.ofEpochMilli(7));
        Handshake handshake = new HandshakeImpl(request,
                parser.decode(new EncodedPacket("0{\"user\":\"ada\"}".getBytes(StandardCharsets.UTF_8), List.of())), null);
        assertThat(sent(handshake)).isEqualTo(
                "2[\"e\",{\"headers\":{\"x-token\":\"t\"},\"time\":\"Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)\","
                        + "\"address\":\"10.0.0.1\",\"xdomain\":false,\"secure\":true,\"issued\":7,\"url\":\"/socket.io/?EIO=4\","
                        + "\"query\":{\"EIO\":\"4\"},\"auth\":{\"user\":\"ada\"}}]");
    }

    @Test
    void receivedArgumentsAreSpreadIfTheyAreAlone() throws Exception {
        assertThat(sent(received("1,{\"k\":0.5},null"))).isEqualTo("2[\"e\",1,{\"k\":0.5},null]");
        assertThat(sent("from", received("1,2"))).isEqualTo("2[\"e\",\"from\",[1,2]]");
    }

    static Stream<Arguments> readings() {
        return Stream.of(arguments("7", int.class, 7), arguments("0.5", double.class, 0.5),
                arguments("7", Object.class, 7), arguments("\"x\"", Object.class, "x"), arguments("true", Object.class, true),
                arguments("[1]", Object.class, List.of(1)), arguments("{\"k\":1}", Object.class, Map.of("k", 1)),
                arguments("null", Object.class, null),
                arguments("5000000000", Object.class, 5_000_000_000L), arguments("0.5", Object.class, 0.5),
                arguments("7.0", int.class, 7),
                arguments("1.5", long.class, 1L), arguments("\"7\"", int.class, 7), arguments("7", String.class, "7"),
                arguments("0.10", BigDecimal.class, new BigDecimal("0.10")),
                arguments("\"2026-11-21T00:12:31.144Z\"", Instant.class, Instant.parse("2026-11-21T00:12:31.144Z")),
                arguments("1795219951.144", Instant.class, Instant.parse("2026-11-21T00:12:31.144Z")),
                arguments("\"2026-11-21\"", LocalDate.class, LocalDate.of(2026, 11, 21)),
                arguments("1795219200000", Date.class, MIDNIGHT), arguments("\"CLIENT\"", Side.class, Side.CLIENT),
                arguments("1795219200000", long.class, 1_795_219_200_000L), arguments("\"x\"", String.class, "x"),
                arguments("\"00000000-0000-0001-0000-000000000002\"", UUID.class, new UUID(1, 2)),
                arguments("\"http://example.com/\"", URI.class, URI.create("http://example.com/")),
                arguments("[1,2,1]", Set.class, Set.of(1, 2)), arguments("[1,2]", List.class, List.of(1, 2)),
                arguments("[1,2]", int[].class, new int[] { 1, 2 }),
                arguments("{\"x\":1,\"more\":2}", Point.class, new Point(1, null)),
                arguments("{}", Point.class, new Point(0, null)), arguments("{\"k\":1}", Map.class, Map.of("k", 1)),
                arguments("null", String.class, null), arguments("null", int.class, 0),
                arguments("\"x\"", Optional.class, Optional.of("x")));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void jsonIsReadAs(String json, Class<?> type, Object value) throws Exception {
        Object read = received(json).get(0, type);
        assertThat(read).isEqualTo(value);
    }

    @Test
    void aNumberOutOfRangeCannotBeRead() throws Exception {
        TypedArguments args = received("3000000000");
        assertThatExceptionOfType(UnreadableArgumentException.class).isThrownBy(() -> args.get(0, int.class));
    }

    @Test
    void objectsAndArraysAreReadAsNodesOfJackson() throws Exception {
        assertThat(received("{\"k\":1}").get(0, JsonNode.class)).isEqualTo(JsonNodeFactory.instance.objectNode().put("k", 1));
        assertThat(received("[1]").get(0, JsonNode.class)).isEqualTo(JsonNodeFactory.instance.arrayNode().add(1));
    }

    @Test
    void anObjectIsReadAsABean() throws Exception {
        assertThat(received("{\"x\":3,\"more\":1}").get(0, Bean.class).getX()).isEqualTo(3);
    }

    @Test
    void aMissingArgumentIsNullZeroOrEmpty() throws Exception {
        TypedArguments args = received("1");
        assertThat(args.get(1, String.class)).isNull();
        assertThat(args.get(1, int.class)).isZero();
        assertThat(args.get(1, boolean.class)).isFalse();
        assertThat(args.get(1, new TypeReference<Optional<String>>() {
        })).isEmpty();
        try (Client client = Client.connect(uri)) {
            assertThat(client.ask("missing")).isEqualTo("null Optional.empty null");
            assertThat(client.ask("missing", null, null, null)).isEqualTo("null Optional.empty null");
        }
    }

    @Test
    void binaryIsReadAsBytesOrABufferAlsoInARecord() throws Exception {
        TypedArguments args = receivedWithBinary(BINARY, BYTES);
        assertThat(args.get(0, byte[].class)).containsExactly(BYTES);
        assertThat(args.get(0, Buffer.class)).isEqualTo(Buffer.buffer(BYTES));
        assertThat(args.get(0, Object.class)).isEqualTo(BYTES);
        Upload upload = receivedWithBinary("{\"content\":" + BINARY + ",\"more\":{\"_placeholder\":true,\"num\":1}}", BYTES,
                new byte[] { 4 }).get(0, Upload.class);
        assertThat(upload.content()).containsExactly(BYTES);
        assertThat(upload.more()).isEqualTo(Buffer.buffer(new byte[] { 4 }));
    }

    @Test
    void aStringIsNotReadAsBinary() throws Exception {
        TypedArguments args = received("\"AQID\"");
        assertThatExceptionOfType(UnreadableArgumentException.class).isThrownBy(() -> args.get(0, byte[].class));
        assertThatExceptionOfType(UnreadableArgumentException.class).isThrownBy(() -> args.get(0, Buffer.class));
    }

    @Test
    void binaryIsReadAsTextInBase64() throws Exception {
        assertThat(receivedWithBinary(BINARY, BYTES).get(0, String.class)).isEqualTo("AQID");
    }
}
