package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;

import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

class JsonArgumentsTest {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);

    private TypedArguments arguments(String json, byte[]... attachments) {
        try {
            String header = attachments.length == 0 ? "2" : "5" + attachments.length + "-";
            IncomingPacket packet = parser
                    .decode(Unpooled.copiedBuffer(header + "[\"event\"," + json + "]", StandardCharsets.UTF_8));
            if (attachments.length > 0) {
                packet.attach(List.of(attachments));
            }
            return packet.arguments();
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    record Line(String text, int number) {
    }

    @Test
    void argumentsAreReadAsTheRequestedType() {
        TypedArguments arguments = arguments("\"a\",7,true,{\"text\":\"x\",\"number\":3},[1,2],1.5");
        assertThat(arguments.size()).isEqualTo(6);
        assertThat(arguments.get(0, String.class)).isEqualTo("a");
        assertThat(arguments.get(1, int.class)).isEqualTo(7);
        assertThat(arguments.get(1, Long.class)).isEqualTo(7L);
        assertThat(arguments.get(1, String.class)).isEqualTo("7");
        assertThat(arguments.get(2, boolean.class)).isTrue();
        assertThat(arguments.get(3, Line.class)).isEqualTo(new Line("x", 3));
        assertThat(arguments.get(4, int[].class)).containsExactly(1, 2);
        assertThat(arguments.get(5, double.class)).isEqualTo(1.5);
    }

    @Test
    void argumentsAreReadAsPlainValuesByDefault() {
        TypedArguments arguments = arguments("\"a\",7,true,{\"text\":[\"x\"]},[1,null],1.5,null,12345678901234567890");
        assertThat(arguments.get(0, Object.class)).isEqualTo("a");
        assertThat(arguments.get(1, Object.class)).isEqualTo(7);
        assertThat(arguments.get(3, Object.class)).isEqualTo(Map.of("text", List.of("x")));
        assertThat(arguments.get(4, Iterable.class)).isNotInstanceOf(JsonNode.class);
        assertThat(arguments.toList()).doesNotHaveAnyElementsOfTypes(JsonNode.class).hasSize(8);
        assertThat(arguments.toList().get(6)).isNull();
        assertThat(arguments.get(7, Object.class)).isEqualTo(new BigInteger("12345678901234567890"));
    }

    @Test
    void binaryIsPlainBytesAtAnyDepth() {
        TypedArguments arguments = arguments(
                "{\"_placeholder\":true,\"num\":0},{\"x\":[{\"_placeholder\":true,\"num\":1}]}", new byte[] { 1 },
                new byte[] { 2 });
        assertThat(arguments.get(0, Object.class)).isEqualTo(new byte[] { 1 });
        assertThat(arguments.get(0, byte[].class)).containsExactly(1);
        assertThat(arguments.toList()).usingRecursiveComparison()
                .isEqualTo(List.of(new byte[] { 1 }, Map.of("x", List.of(new byte[] { 2 }))));
    }

    @Test
    void treesStayTrees() {
        TypedArguments arguments = arguments("{\"a\":1},[2]");
        assertThat(arguments.get(0, JsonNode.class)).isInstanceOf(ObjectNode.class);
        assertThat(arguments.get(0, ObjectNode.class)).isNotNull();
        assertThat(arguments.get(1, ArrayNode.class)).isNotNull();
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments.get(0, ArrayNode.class));
    }

    @Test
    void genericTypesAreReadToo() {
        Type lines = new TypeReference<List<Line>>() {
        }.getType();
        assertThat(arguments("[{\"text\":\"x\",\"number\":3}]").get(0, lines)).isEqualTo(List.of(new Line("x", 3)));
    }

    @Test
    void missingAndNullArgumentsAreNullOrZero() {
        TypedArguments arguments = arguments("null");
        for (int index : new int[] { 0, 1, 100 }) {
            assertThat(arguments.get(index, String.class)).isNull();
            assertThat(arguments.get(index, Line.class)).isNull();
            assertThat(arguments.get(index, byte[].class)).isNull();
            assertThat(arguments.get(index, Object.class)).isNull();
            assertThat(arguments.get(index, int.class)).isZero();
            assertThat(arguments.get(index, boolean.class)).isFalse();
            assertThat(arguments.get(index, char.class)).isEqualTo('\0');
        }
    }

    @Test
    void aNegativeIndexThrows() {
        TypedArguments arguments = arguments("1");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> arguments.get(-1, String.class));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> arguments.get(-1, (Type) int.class));
    }

    @Test
    void textIsNotReadAsBinary() {
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("\"AQID\"").get(0, byte[].class))
                .withMessageContaining("Argument 0");
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("[1,2]").get(0, byte[].class));
    }

    @Test
    void readFailuresNameIndexAndType() {
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("1,\"x\"").get(1, int.class))
                .withMessageContaining("Argument 1").withMessageContaining("int");
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("[]").get(0, Line.class))
                .withMessageContaining(Line.class.getName());
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("{}").get(0, Optional.class));
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> arguments("\"x\"").get(0, Date.class));
    }

    /** Some applications have deserialisers that trim all text. */
    @Test
    void aTextDeserialiserOfTheApplicationIsUsed() throws Exception {
        SimpleModule trimming = new SimpleModule().addDeserializer(String.class,
                new StdScalarDeserializer<String>(String.class) {
                    @Override
                    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
                        return json.getText().trim();
                    }
                });
        JsonPacketParser trims = new JsonPacketParser(new ObjectMapper().registerModule(trimming), 10);
        IncomingPacket packet = trims.decode(Unpooled.copiedBuffer("2[\"event\",\" a \"]", StandardCharsets.UTF_8));
        assertThat(packet.arguments().get(0, String.class)).isEqualTo("a");
    }

    @Test
    void aTextSerialiserOfTheApplicationIsUsed() {
        SimpleModule shouting = new SimpleModule().addSerializer(String.class, new StdScalarSerializer<String>(String.class) {
            @Override
            public void serialize(String value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(value.toUpperCase(Locale.ROOT));
            }
        });
        JsonPacketParser shouts = new JsonPacketParser(new ObjectMapper().registerModule(shouting), 10);
        assertThat(shouts.encodeEvent("/", IncomingPacket.NO_ACK, "event", "a").text()).asString(StandardCharsets.UTF_8)
                .isEqualTo("2[\"event\",\"A\"]");
    }
}
