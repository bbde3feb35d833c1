package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Date;
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

import io.quarkiverse.socketio.UnreadableArgumentException;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tests what goes over the wire for values of Java, and as what it is read: the rows of the page of values. */
class ValuesTest {
    private static final Date MIDNIGHT = Date.from(Instant.parse("2026-11-21T00:00:00Z"));

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(root -> root.addClass(Point.class));

    @Inject
    PacketParser parser;

    enum Side {
        CLIENT
    }

    record Point(int x, @Nullable String name) {
    }

    private String sent(@Nullable Object... args) {
        EncodedPacket packet = parser.encodeEvent("/", IncomingPacket.NO_ACK, "e", args);
        return new String(packet.text(), StandardCharsets.UTF_8);
    }

    private TypedArguments received(String json) throws Exception {
        return parser.decode(new EncodedPacket(("2[\"e\"," + json + "]").getBytes(StandardCharsets.UTF_8), List.of()))
                .arguments();
    }

    static Stream<Arguments> values() {
        return Stream.of(arguments(7, "7"), arguments(0.5, "0.5"), arguments(1.0, "1.0"), arguments(1.0f, "1.0"),
                arguments(9_007_199_254_740_993L, "9007199254740993"), arguments(new BigInteger("123"), "123"),
                arguments(new BigDecimal("0.10"), "0.10"), arguments(Double.NaN, "null"), arguments(true, "true"),
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
                arguments(Map.of("k", 1), "{\"k\":1}"), arguments(new Point(1, null), "{\"x\":1,\"name\":null}"));
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
    void receivedArgumentsAreSpreadIfTheyAreAlone() throws Exception {
        assertThat(sent(received("1,{\"k\":0.5},null"))).isEqualTo("2[\"e\",1,{\"k\":0.5},null]");
        assertThat(sent("from", received("1,2"))).isEqualTo("2[\"e\",\"from\",[1,2]]");
    }

    static Stream<Arguments> readings() {
        return Stream.of(arguments("7", int.class, 7), arguments("7", Object.class, 7),
                arguments("5000000000", Object.class, 5_000_000_000L), arguments("0.5", Object.class, 0.5),
                arguments("7.0", int.class, 7),
                arguments("1.5", long.class, 1L), arguments("\"7\"", int.class, 7), arguments("7", String.class, "7"),
                arguments("0.10", BigDecimal.class, new BigDecimal("0.10")),
                arguments("\"2026-11-21T00:12:31.144Z\"", Instant.class, Instant.parse("2026-11-21T00:12:31.144Z")),
                arguments("1795219951.144", Instant.class, Instant.parse("2026-11-21T00:12:31.144Z")),
                arguments("\"2026-11-21\"", LocalDate.class, LocalDate.of(2026, 11, 21)),
                arguments("1795219200000", Date.class, MIDNIGHT), arguments("\"CLIENT\"", Side.class, Side.CLIENT),
                arguments("[1,2]", List.class, List.of(1, 2)), arguments("[1,2]", int[].class, new int[] { 1, 2 }),
                arguments("{\"x\":1,\"more\":2}", Point.class, new Point(1, null)),
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
    void binaryIsReadAsTextInBase64() throws Exception {
        TypedArguments args = parser.decode(new EncodedPacket("51-[\"e\",{\"_placeholder\":true,\"num\":0}]"
                .getBytes(StandardCharsets.UTF_8), List.of(new byte[] { 1, 2, 3 }))).arguments();
        assertThat(args.get(0, String.class)).isEqualTo("AQID");
    }
}
