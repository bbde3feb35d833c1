package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

class JsonPacketParserTest extends PacketParserContractTest {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);

    @Override
    PacketParser parser() {
        return parser;
    }

    private IncomingPacket decode(String text) throws InvalidPacketException {
        return parser.decode(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private void refused(String text) {
        assertThatExceptionOfType(InvalidPacketException.class).as(text.length() > 100 ? text.substring(0, 100) : text)
                .isThrownBy(() -> decode(text));
    }

    private static String text(EncodedPacket packet) {
        return new String(packet.text(), StandardCharsets.UTF_8);
    }

    private String eventText(String namespace, long ackId, String name, Object... args) {
        return text(parser.encodeEvent(namespace, ackId, name, args));
    }

    // packets that we write

    @Test
    void eventsAreWrittenWithoutSpaces() {
        assertThat(eventText("/", -1, "message-back", 1, "2", Map.of("3", List.of(true))))
                .isEqualTo("2[\"message-back\",1,\"2\",{\"3\":[true]}]");
        assertThat(eventText("/", -1, "a")).isEqualTo("2[\"a\"]");
        assertThat(eventText("/chat", -1, "a")).isEqualTo("2/chat,[\"a\"]");
        assertThat(eventText("/", 0, "a", (Object) null)).isEqualTo("20[\"a\",null]");
        assertThat(eventText("/chat", 13, "a")).isEqualTo("2/chat,13[\"a\"]");
    }

    @Test
    void acksAreWrittenWithTheirId() {
        assertThat(text(parser.encodeAck("/", 456))).isEqualTo("3456[]");
        assertThat(text(parser.encodeAck("/chat", 1, "ok"))).isEqualTo("3/chat,1[\"ok\"]");
    }

    @Test
    void binaryIsWrittenAsPlaceholders() {
        assertThat(text(parser.encodeAck("/", 789, new byte[] { 1 }, new byte[] { 2 })))
                .isEqualTo("62-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        assertThat(eventText("/chat", -1, "a", Map.of("b", new byte[0])))
                .isEqualTo("51-/chat,[\"a\",{\"b\":{\"_placeholder\":true,\"num\":0}}]");
    }

    @Test
    void binaryValuesAreAttachmentsInOrder() {
        assertThat(upload().attachments()).containsExactly(new byte[] { 1, 2, 3 }, new byte[] { 4 }, new byte[] { 5 },
                new byte[0], new byte[] { 6, 7 });
        assertThat(received(upload()).type()).isEqualTo(SocketPacketType.BINARY_EVENT);
        assertThat(received(parser.encodeAck("/", 1, new byte[1])).type()).isEqualTo(SocketPacketType.BINARY_ACK);
    }

    @Test
    void clientsMaySendFewerAttachmentsThanServers() {
        Object[] many = new Object[11];
        Arrays.fill(many, new byte[1]);
        EncodedPacket packet = parser.encodeEvent("/", -1, "many", many);
        assertThatExceptionOfType(InvalidPacketException.class)
                .isThrownBy(() -> parser.decode(Unpooled.wrappedBuffer(packet.text())));
    }

    @Test
    void aBinaryMessageIsNoPacket() {
        assertThatExceptionOfType(InvalidPacketException.class)
                .isThrownBy(() -> parser.decodeBinary(Unpooled.wrappedBuffer(new byte[] { 1 })));
    }

    @Test
    void controlPacketsAreWrittenWithAndWithoutPayload() {
        assertThat(text(parser.encodeControl(SocketPacketType.CONNECT, "/", Map.of("sid", "x")))).isEqualTo("0{\"sid\":\"x\"}");
        assertThat(text(parser.encodeControl(SocketPacketType.CONNECT, "/a", Map.of("sid", "x"))))
                .isEqualTo("0/a,{\"sid\":\"x\"}");
        assertThat(text(parser.encodeControl(SocketPacketType.DISCONNECT, "/", null))).isEqualTo("1");
        assertThat(text(parser.encodeControl(SocketPacketType.DISCONNECT, "/a", null))).isEqualTo("1/a,");
        assertThat(
                text(parser.encodeControl(SocketPacketType.CONNECT_ERROR, "/random", Map.of("message", "Invalid namespace"))))
                .isEqualTo("4/random,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    void prettyPrintingOfTheApplicationIsIgnored() {
        JsonPacketParser pretty = new JsonPacketParser(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT), 10);
        assertThat(text(pretty.encodeEvent("/", -1, "a", Map.of("b", List.of(1, 2))))).isEqualTo("2[\"a\",{\"b\":[1,2]}]");
        assertThat(text(pretty.encodeControl(SocketPacketType.CONNECT, "/", Map.of("sid", "x")))).isEqualTo("0{\"sid\":\"x\"}");
    }

    /** The parser asks Jackson for no string that it can write itself; the values must be the same. */
    @ParameterizedTest
    @ValueSource(strings = { "", "plain", " !#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~", "\"", "\\", "/", "\t", "\u0000", "\u001f",
            "\u007f", "é", "\u2028", "\ud83d\ude00", "plain then é" })
    void stringsAreWrittenAsJacksonWritesThem(String text) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        String longer = text + "x".repeat(64 * 1024);
        for (String value : List.of(text, "x".repeat(100) + text, longer)) {
            String json = new String(mapper.writeValueAsBytes(value), StandardCharsets.UTF_8);
            assertThat(text(parser.encodeAck("/", 10, value))).isEqualTo("310[" + json + "]");
            assertThat(eventText("/a", -1, "e", value, value)).isEqualTo("2/a,[\"e\"," + json + "," + json + "]");
            assertThat(eventText("/", 9, value)).isEqualTo("29[" + json + "]");
        }
    }

    @Test
    void escapesOfTheApplicationAreUsed() {
        JsonFactory factory = new JsonFactory().setCharacterEscapes(new CharacterEscapes() {
            @Override
            public int[] getEscapeCodesForAscii() {
                int[] codes = standardAsciiEscapesForJSON();
                codes['<'] = ESCAPE_STANDARD;
                return codes;
            }

            @Override
            public @Nullable SerializableString getEscapeSequence(int character) {
                return null;
            }
        });
        JsonPacketParser escaping = new JsonPacketParser(new ObjectMapper(factory), 10);
        assertThat(text(escaping.encodeAck("/", 1, "a<b"))).isEqualTo("31[\"a\\u003Cb\"]");
    }

    /** A packet keeps its message's array, unless that has much more than the packet, as the body of a polling request has. */
    @ParameterizedTest
    @CsvSource({ "0, 0", "1, 0", "60, 0", "100, 0", "1, 5", "0, 1" })
    void aPacketIsReadFromAnyPartOfAnArray(int before, int after) throws Exception {
        byte[] text = "2/a,7[\"event\",[1,2],\"x\"]".getBytes(StandardCharsets.UTF_8);
        byte[] array = new byte[before + text.length + after];
        System.arraycopy(text, 0, array, before, text.length);
        IncomingPacket packet = parser.decode(Unpooled.wrappedBuffer(array, before, text.length));
        assertThat(packet.namespace()).isEqualTo("/a");
        assertThat(packet.ackId()).isEqualTo(7);
        assertThat(packet.event()).isEqualTo("event");
        assertThat(packet.payloadBytes()).isEqualTo("[\"event\",[1,2],\"x\"]".length());
        assertThat(packet.arguments().get(0, int[].class)).containsExactly(1, 2);
        assertThat(packet.arguments().toList()).containsExactly(List.of(1, 2), "x");
        byte[] auth = "0/a,{\"b\":\"c\"}".getBytes(StandardCharsets.UTF_8);
        byte[] connect = new byte[before + auth.length + after];
        System.arraycopy(auth, 0, connect, before, auth.length);
        assertThat(parser.decode(Unpooled.wrappedBuffer(connect, before, auth.length)).auth(Map.class))
                .isEqualTo(Map.of("b", "c"));
    }

    @Test
    void nonFiniteNumbersAreNull() {
        assertThat(eventText("/", -1, "a", Double.NaN, Float.POSITIVE_INFINITY, List.of(Double.NEGATIVE_INFINITY), 1.5))
                .isEqualTo("2[\"a\",null,null,[null],1.5]");
    }

    @Test
    void aLoneSurrogateIsWritten() throws Exception {
        IncomingPacket packet = decode("2[\"a\",\"x\\ud800y\"]");
        String echoed = eventText("/", -1, "a", packet.arguments().toList().toArray());
        assertThat(decode(echoed).arguments().get(0, String.class)).startsWith("x").endsWith("y");
    }

    // headers

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "0|CONNECT|/|-1", "0/admin,|CONNECT|/admin|-1", "0/admin|CONNECT|/admin|-1",
            "0/admin,{\"token\":1}|CONNECT|/admin|-1", "0/,{}|CONNECT|/|-1",
            "0/admin?token=1&uid=2,{}|CONNECT|/admin?token=1&uid=2|-1",
            "1|DISCONNECT|/|-1", "1/admin,|DISCONNECT|/admin|-1", "2[\"a\"]|EVENT|/|-1", "20[\"a\"]|EVENT|/|0",
            "2/a-b/c,9007199254740991[\"a\"]|EVENT|/a-b/c|9007199254740991", "2/é€,[\"a\"]|EVENT|/é€|-1",
            "313[]|ACK|/|13", "3/admin,456[]|ACK|/admin|456", "4{\"message\":\"x\"}|CONNECT_ERROR|/|-1",
            "4\"x\"|CONNECT_ERROR|/|-1", "50-[\"hello\"]|BINARY_EVENT|/|-1" })
    void headersAreRead(String text, SocketPacketType type, String namespace, long ackId) throws Exception {
        IncomingPacket packet = decode(text);
        assertThat(packet.type()).isEqualTo(type);
        assertThat(packet.namespace()).isEqualTo(namespace);
        assertThat(packet.ackId()).isEqualTo(ackId);
        assertThat(packet.attachments()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "7", "9", "999", "-1", "a", "/", "[", " 2[\"a\"]", "\u00002[\"a\"]",
            // header of a binary packet
            "5", "51", "5-", "5a-", "5-1[\"a\"]", "51.23-", "51.23-[\"a\"]", "5 1-[\"a\"]", "51 -[\"a\"]", "51[\"a\"]", "51-",
            "6", "61-", "61-[{\"_placeholder\":true,\"num\":0}]", "511-[\"a\"]", "599999999999999999999999-[\"a\"]",
            // payloads that do not fit their type
            "2", "3", "2/admin", "3/admin,", "21", "442[\"some\",\"data\"", "0/admin,\"invalid\"", "0[]", "0null",
            "1/admin,{}", "1[]", "1null", "2/admin,\"invalid", "2/admin,{}", "2[]", "2{}", "2null", "2\"a\"", "2true", "3[]",
            "3{}", "31{}", "31\"a\"", "4", "4[]", "4null", "41", "4abc", "2abc[\"a\"]",
            // event names
            "2[{\"toString\":\"foo\"}]", "2[true,\"foo\"]", "2[null,\"bar\"]", "2[[\"a\"]]", "2[\"connect\"]",
            "2[\"disconnect\",\"123\"]", "2[\"connect_error\"]", "2[\"disconnecting\"]", "2[\"newListener\"]",
            "2[\"removeListener\"]", "2[\"conn\\u0065ct\"]", "51-[{\"_placeholder\":true,\"num\":0}]",
            // acknowledgement ids
            "29007199254740992[\"a\"]", "2 1[\"a\"]", "21 [\"a\"] ,", "2-1[\"a\"]", "21.5[\"a\"]", "2+1[\"a\"]",
            // JSON
            "2[\"a\"", "2[\"a\"]]", "2[\"a\"][\"b\"]", "2[\"a\",]", "2['a']", "2[\"a\",NaN]", "2[\"a\"] x", "2[\"a\",\"\t\"]",
            "2[\"a\" /* */]", "0{\"a\":1}{\"b\":2}", "2   ", "0/admin,{" })
    void unknownPacketsAreRefused(String text) {
        refused(text);
    }

    @Test
    void whitespaceAroundTheJsonIsAllowed() throws Exception {
        assertThat(decode("2 [ \"a\" , 1 ] ").arguments().toList()).containsExactly(1);
    }

    @Test
    void aNameMayBeANumber() throws Exception {
        assertThat(decode("2[1,\"x\"]").event()).isEqualTo("1");
        assertThat(decode("2[1.5]").event()).isEqualTo("1.5");
        assertThat(decode("2[-7]").event()).isEqualTo("-7");
    }

    @Test
    void aNameMayHaveEscapes() throws Exception {
        assertThat(decode("2[\"a\\u0062\\\"\\n\"]").event()).isEqualTo("ab\"\n");
        assertThat(decode("2[ \"\u00e9\" ]").event()).isEqualTo("\u00e9");
    }

    @Test
    void errorIsAnOrdinaryEventName() throws Exception {
        assertThat(decode("2[\"error\",\"x\"]").event()).isEqualTo("error");
    }

    @Test
    void endlessHeadersAreRefusedEarly() {
        String digits = "1".repeat(1_000_000);
        refused("5" + digits);
        refused("2" + digits);
        refused("2" + digits + "[\"a\"]");
        refused("2" + "1".repeat(400) + "[\"a\"]");
        refused("2/" + "x".repeat(1_000_000));
        refused("2/" + "x".repeat(1_000_000) + ",[\"a\"]");
        refused("0/" + "/".repeat(1_000_000));
    }

    @Test
    void aNamespaceHasAtMost1024Bytes() throws Exception {
        String longest = "/" + "x".repeat(1022);
        assertThat(decode("0" + longest + ",").namespace()).isEqualTo(longest);
        refused("0" + longest + "xx,");
    }

    // attachments

    @Test
    void theCountOfAttachmentsIsBounded() throws Exception {
        assertThat(decode("510-[\"a\"]").attachments()).isEqualTo(10);
        refused("511-[\"a\"]");
        refused("5999999-[\"a\",{\"_placeholder\":true,\"num\":0}]");
    }

    private IncomingPacket attached(String text, byte[]... attachments) throws InvalidPacketException {
        IncomingPacket packet = decode(text);
        packet.attach(Arrays.asList(attachments));
        return packet;
    }

    @Test
    void placeholdersAreReplacedAtAnyDepth() throws Exception {
        IncomingPacket packet = attached("52-[\"a\",{\"x\":[{\"y\":{\"_placeholder\":true,\"num\":1}}]},"
                + "{\"num\":0,\"_placeholder\":true}]", new byte[] { 1 }, new byte[] { 2 });
        assertThat(packet.arguments().toList()).usingRecursiveComparison()
                .isEqualTo(List.of(Map.of("x", List.of(Map.of("y", new byte[] { 2 }))), new byte[] { 1 }));
    }

    @Test
    void anAttachmentMayBeUnreferenced() throws Exception {
        IncomingPacket packet = attached("52-[\"a\",{\"_placeholder\":true,\"num\":1}]", new byte[] { 1 }, new byte[] { 2 });
        assertThat(packet.arguments().toList()).containsExactly(new byte[] { 2 });
    }

    @ParameterizedTest
    @ValueSource(strings = { "{P},{P}", "{P},{\"a\":[{P}]}", "[{P,\"a\":{P}}]", "{\"a\":{P},\"a\":{P}}",
            "{P},{\"\\u005fplaceholder\":true,\"n\\u0075m\":0}", "{P},{\"_placeholder\":false,\"num\":0,\"_placeholder\":true}",
            "{P},{\"_placeholder\":true,\"num\":1,\"num\":0}", "{P},{ \"num\" : 0 , \"_placeholder\" : true }" })
    void anAttachmentReferencedTwiceIsRefused(String arguments) {
        refused("52-[\"a\"," + arguments.replace("P", "\"_placeholder\":true,\"num\":0") + "]");
    }

    @Test
    void placeholdersAreReadAsByATreeParser() throws Exception {
        IncomingPacket packet = attached(
                "52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0,\"num\":1},"
                        + "{\"_placeholder\":true,\"num\":0,\"_placeholder\":1},{\"x_placeholder\":true,\"num\":0},"
                        + "{\"_placeholder\\n\":true,\"num\":0}]",
                new byte[] { 1 }, new byte[] { 2 });
        assertThat(packet.arguments().toList()).hasSize(5).startsWith(new byte[] { 1 }, new byte[] { 2 })
                .contains(Map.of("_placeholder", 1, "num", 0), Map.of("x_placeholder", true, "num", 0));
    }

    @Test
    void aPacketEstimatesTheSizeOfItsValues() throws Exception {
        long maps = decode("2[\"a\",[" + "{},".repeat(100_000) + "0]]").weight();
        assertThat(maps).isBetween(6_000_000L, 20_000_000L);
        long text = decode("2[\"a\",\"" + "x".repeat(300_000) + "\"]").weight();
        assertThat(text).isBetween(300_000L, 400_000L);
        IncomingPacket binary = decode("51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        long before = binary.weight();
        binary.attach(List.of(new byte[1000]));
        assertThat(binary.weight()).isEqualTo(before + 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"splice\"", "1", "-1", "1.5", "1e99", "null", "true", "[]", "{}", "\"0\"",
            "99999999999999999999",
            "4294967296" })
    void aPlaceholderOfAMissingAttachmentIsRefused(String number) {
        String text = "51-[\"hello\",{\"_placeholder\":true,\"num\":" + number + "}]";
        assertThatExceptionOfType(InvalidPacketException.class).as("before it arrives").isThrownBy(() -> decode(text))
                .withMessage("illegal attachments");
    }

    @Test
    void aPlaceholderWithoutNumberIsRefused() {
        refused("51-[\"hello\",[[{\"_placeholder\":true}]]]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "false", "\"true\"", "1", "null", "{}", "\"\"" })
    void onlyTrueMakesAPlaceholder(String flag) throws Exception {
        IncomingPacket packet = attached("51-[\"a\",{\"_placeholder\":" + flag + ",\"num\":0}]", new byte[] { 1 });
        assertThat(packet.arguments().get(0, JsonNode.class)).isInstanceOf(ObjectNode.class);
    }

    @Test
    void withoutAttachmentsAPlaceholderIsAnObject() throws Exception {
        for (String type : List.of("2", "50-")) {
            IncomingPacket packet = decode(type + "[\"a\",{\"_placeholder\":true,\"num\":0}]");
            assertThat(packet.arguments().toList()).containsExactly(Map.of("_placeholder", true, "num", 0));
        }
    }

    // hostile JSON

    @Test
    void jsonNestedTooDeeplyIsRefused() {
        refused("2[\"a\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]");
        refused("2[\"a\"," + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "]");
        refused("0" + "{\"a\":".repeat(100_000));
    }

    @Test
    void deeplyNestedJsonIsReadWithAttachments() throws Exception {
        String deep = "[".repeat(900) + "{\"_placeholder\":true,\"num\":0}" + "]".repeat(900);
        IncomingPacket packet = attached("51-[\"a\"," + deep + "]", new byte[] { 1 });
        assertThat(packet.arguments().toList()).hasSize(1);
        assertThat(eventText("/", -1, "a", packet.arguments().toList().toArray())).startsWith("51-[\"a\",[[");
    }

    @Test
    void aNumberOfAMillionDigitsIsRefused() {
        refused("2[\"a\"," + "1".repeat(1_000_000) + "]");
        refused("2[\"a\",0." + "1".repeat(1_000_000) + "]");
    }

    @Test
    void theLastOfTwoEqualKeysIsUsed() throws Exception {
        assertThat(decode("2[\"a\",{\"b\":1,\"b\":2}]").arguments().toList()).containsExactly(Map.of("b", 2));
    }

    @Test
    void aStringMayContainNul() throws Exception {
        assertThat(decode("2[\"a\",\"\\u0000\"]").arguments().get(0, String.class)).isEqualTo("\u0000");
    }

    @ParameterizedTest
    @ValueSource(strings = { "80", "e28228", "f8888080", "ff", "c3" })
    void invalidUtf8IsRefused(String hex) {
        ByteBuf text = Unpooled.wrappedBuffer("2[\"a\",\"".getBytes(StandardCharsets.UTF_8),
                ByteBufUtil.decodeHexDump(hex), "\"]".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> parser.decode(text));
    }

    @Test
    void aNamespaceThatIsNotUtf8IsRefused() {
        ByteBuf text = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("302fc3282c")); // 0/<invalid>,
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> parser.decode(text));
    }

    @Test
    void aPacketIsReadFromAnyKindOfBuffer() throws Exception {
        ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer();
        ByteBuf slice = Unpooled.copiedBuffer("xx2/a,1[\"é\",2]yy", StandardCharsets.UTF_8);
        direct.writeBytes(slice.duplicate());
        for (ByteBuf buffer : List.of(slice.slice(2, slice.readableBytes() - 4), direct.slice(2, slice.readableBytes() - 4))) {
            IncomingPacket packet = parser.decode(buffer);
            assertThat(packet.event()).isEqualTo("é");
            assertThat(packet.arguments().toList()).containsExactly(2);
        }
        direct.release();
    }

    @Test
    void aRefusalHasNoStackTrace() {
        try {
            decode("9");
        } catch (InvalidPacketException e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
    }
}
