package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

class MsgpackPacketParserTest extends PacketParserContractTest {
    private final MsgpackPacketParser parser = new MsgpackPacketParser(new ObjectMapper());

    @Override
    PacketParser parser() {
        return parser;
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }

    private static String hex(String ascii) {
        return ByteBufUtil.hexDump(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Encodes a packet with these members: names and values in turn, the values as hex. */
    private static String packet(String... members) {
        StringBuilder packet = new StringBuilder("8" + members.length / 2);
        for (int i = 0; i < members.length; i += 2) {
            packet.append("a").append(members[i].length()).append(hex(members[i])).append(members[i + 1].replace(" ", ""));
        }
        return packet.toString();
    }

    private IncomingPacket decode(String hex) throws InvalidPacketException {
        return parser.decodeBinary(bytes(hex));
    }

    /** The only argument of an event. */
    private Object argument(String hex) {
        try {
            return decode(packet("type", "02", "nsp", "a12f", "data", "92 a161" + hex)).arguments().toList().get(0);
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    private void refused(String hex) {
        assertThatExceptionOfType(InvalidPacketException.class).as(hex).isThrownBy(() -> decode(hex));
    }

    private void refusedArgument(String hex) {
        refused(packet("type", "02", "nsp", "a12f", "data", "92 a161" + hex));
    }

    private static String written(EncodedPacket packet) {
        assertThat(packet.text()).isEmpty();
        return ByteBufUtil.hexDump(packet.attachments().get(0));
    }

    // packets that we write

    @Test
    void aPacketIsAMapInOneBinaryMessage() {
        assertThat(written(parser.encodeEvent("/", IncomingPacket.NO_ACK, "a", 1, new byte[] { 7 })))
                .isEqualTo(packet("type", "02", "nsp", "a12f", "data", "93 a161 01 c40107"));
        assertThat(written(parser.encodeEvent("/b", 300, "a")))
                .isEqualTo(packet("type", "02", "nsp", "a22f62", "id", "cd012c", "data", "91 a161"));
        assertThat(written(parser.encodeAck("/", 0))).isEqualTo(packet("type", "03", "nsp", "a12f", "id", "00", "data", "90"));
        assertThat(written(parser.encodeControl(SocketPacketType.DISCONNECT, "/", null)))
                .isEqualTo(packet("type", "01", "nsp", "a12f"));
        assertThat(written(parser.encodeControl(SocketPacketType.CONNECT_ERROR, "/", Map.of("message", "x"))))
                .isEqualTo(packet("type", "04", "nsp", "a12f", "data", "81 a7" + hex("message") + "a178"));
    }

    @ParameterizedTest
    @CsvSource({ "0,00", "127,7f", "128,cc80", "255,ccff", "256,cd0100", "65535,cdffff", "65536,ce00010000",
            "4294967295,ceffffffff", "4294967296,cf0000000100000000", "-1,ff", "-32,e0", "-33,d0df", "-128,d080",
            "-129,d1ff7f", "-32768,d18000", "-32769,d2ffff7fff", "-2147483648,d280000000",
            "-2147483649,d3ffffffff7fffffff" })
    void integersAreWrittenInTheShortestForm(long value, String hex) {
        assertThat(written(parser.encodeEvent("/", -1, "a", value))).endsWith("a161" + hex);
        assertThat(((Number) argument(hex)).longValue()).isEqualTo(value);
    }

    @Test
    void otherNumbersAreDoubles() {
        assertThat(written(parser.encodeEvent("/", -1, "a", 1.5f))).endsWith("cb3ff8000000000000");
        assertThat(written(parser.encodeEvent("/", -1, "a", new BigInteger("18446744073709551615")))).endsWith(
                "cfffffffffffffffff");
        assertThat(argument("cfffffffffffffffff")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(written(parser.encodeEvent("/", -1, "a", BigInteger.ONE.shiftLeft(64)))).endsWith("cb43f0000000000000");
        assertThat(argument("ca3fc00000")).isEqualTo(1.5);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 15, 16, 31, 32, 255, 256, 65535, 65536, 100_000 })
    void lengthsOfAllSizesSurviveEncodingAndDecoding(int length) {
        String text = "x".repeat(length);
        List<Integer> list = Collections.nCopies(length, 1);
        Map<String, Object> map = new HashMap<>();
        list.forEach(i -> map.put("k" + map.size(), i));
        List<Object> received = event(text, new byte[length], list, map).arguments().toList();
        assertThat(received.get(1)).isEqualTo(new byte[length]);
        assertThat(received.get(0).equals(text) && received.get(2).equals(list) && received.get(3).equals(map)).isTrue();
    }

    public record Raw(@JsonRawValue String json) {
    }

    @Test
    void rawJsonIsWrittenAsItsValues() {
        assertThat(event(new Raw("[1,{\"a\":null}]")).arguments().toList().toString()).isEqualTo("[{json=[1, {a=null}]}]");
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> event(new Raw("[1")));
    }

    // packets that notepack writes

    @Test
    void undefinedIsNothing() throws Exception {
        assertThat(argument("d40000")).isNull();
        assertThat(argument("82 a162 d40000 a163 01")).isEqualTo(Map.of("c", 1));
        IncomingPacket connect = decode(packet("type", "00", "data", "d40000", "nsp", "a12f", "id", "d40000"));
        assertThat(connect.auth(Map.class)).isEmpty();
        assertThat(connect.ackId()).isEqualTo(IncomingPacket.NO_ACK);
    }

    @Test
    void aDateIsItsIsoText() throws Exception {
        assertThat(argument("d700 0000018bcfe56800")).isEqualTo("2023-11-14T22:13:20.000Z");
        assertThat(argument("d700 ffffffffffffffff")).isEqualTo("1969-12-31T23:59:59.999Z");
        IncomingPacket packet = decode(packet("type", "02", "nsp", "a12f", "data", "92 a161 d700 0000018bcfe56800"));
        assertThat(packet.arguments().get(0, Date.class)).isEqualTo(Date.from(Instant.ofEpochMilli(1_700_000_000_000L)));
        refusedArgument("d700 7fffffffffffffff");
        refusedArgument("d700 8000000000000000");
    }

    @ParameterizedTest
    @CsvSource({ "c70000,''", "c7010005,05", "c708000102030405060708,0102030405060708", "c800010005,05", "c90000000100ff,ff",
            "c403010203,010203", "c50001ff,ff", "c600000000,''" })
    void buffersOfAllKindsAreBinary(String hex, String data) {
        assertThat(argument(hex)).isEqualTo(ByteBufUtil.decodeHexDump(data));
    }

    @Test
    void unknownMembersAreIgnored() throws Exception {
        IncomingPacket packet = decode(
                packet("type", "02", "data", "92 a161 01", "options", "81 a8" + hex("compress") + "c3", "id", "05", "nsp",
                        "a22f62"));
        assertThat(packet.namespace()).isEqualTo("/b");
        assertThat(packet.ackId()).isEqualTo(5);
        assertThat(packet.arguments().toList()).containsExactly(1);
    }

    // bad input

    @Test
    void aTextMessageIsRefused() {
        assertThatExceptionOfType(InvalidPacketException.class)
                .isThrownBy(() -> parser.decode(Unpooled.copiedBuffer("2[\"a\"]", StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "00", "90", "c0", "d40000", "a12f", "80" })
    void nonMapsAreRefused(String hex) {
        refused(hex);
    }

    @Test
    void theMembersOfAPacketHaveTheirTypes() {
        String event = "91 a161";
        for (String type : List.of("05", "06", "ff", "a132", "c0", "cb4000000000000000", "90", "cf0000000100000002")) {
            refused(packet("type", type, "nsp", "a12f", "data", event));
        }
        refused(packet("nsp", "a12f", "data", event));
        for (String namespace : List.of("01", "c0", "a0", "a161", "80", "c4012f", "da0401" + "2f".repeat(1025))) {
            refused(packet("type", "02", "nsp", namespace, "data", event));
        }
        refused(packet("type", "02", "data", event));
        for (String id : List.of("ff", "c0", "a130", "cb3ff0000000000000", "cf0020000000000000", "cfffffffffffffffff", "90")) {
            refused(packet("type", "02", "nsp", "a12f", "data", event, "id", id));
        }
    }

    @Test
    void thePayloadFitsTheType() {
        for (String data : List.of("90", "80", "c0", "a161", "91c3", "91c0", "9180", "9190", "91a7" + hex("connect"),
                "91c40161", "91d40000", "d40000")) {
            refused(packet("type", "02", "nsp", "a12f", "data", data));
        }
        refused(packet("type", "02", "nsp", "a12f"));
        refused(packet("type", "03", "nsp", "a12f", "data", "90"));
        refused(packet("type", "03", "nsp", "a12f", "id", "01"));
        refused(packet("type", "03", "nsp", "a12f", "id", "01", "data", "80"));
        for (String data : List.of("90", "c0", "a161", "01", "c40161")) {
            refused(packet("type", "00", "nsp", "a12f", "data", data));
            refused(packet("type", "01", "nsp", "a12f", "data", data));
        }
        refused(packet("type", "01", "nsp", "a12f", "data", "80"));
        refused(packet("type", "04", "nsp", "a12f", "data", "90"));
        refused(packet("type", "04", "nsp", "a12f"));
    }

    @Test
    void aNameMayBeANumber() throws Exception {
        assertThat(decode(packet("type", "02", "nsp", "a12f", "data", "91 05")).event()).isEqualTo("5");
    }

    /** No memory is allocated for lengths without data. */
    @ParameterizedTest
    @ValueSource(strings = { "c6ffffffff", "c67fffffff", "c9ffffffff00", "dbffffffff", "ddffffffff", "dd7fffffff", "dfffffffff",
            "df7fffffff", "c6ffffffff00", "dd00ffffff00", "c5ffff", "c4ff", "d9ff", "dcffff", "deffff", "8f", "9f", "bf" })
    void lengthsWithoutDataAreRefused(String hex) {
        refused(hex);
        refusedArgument(hex);
    }

    @Test
    void aTruncatedPacketIsRefused() {
        String whole = packet("type", "02", "nsp", "a12f", "id", "cd0101", "data",
                "98 a161 01 cb3ff0000000000000 c40107 81a16201 d70000000000000000ff c7010005 d9025959");
        for (int length = 0; length < whole.length(); length += 2) {
            refused(whole.substring(0, length));
        }
    }

    @Test
    void bytesAfterThePacketAreRefused() {
        refused(packet("type", "01", "nsp", "a12f") + "c0");
        refused(packet("type", "01", "nsp", "a12f").repeat(2));
    }

    @Test
    void valuesNestedTooDeeplyAreRefused() {
        refusedArgument("91".repeat(100_000) + "01");
        refusedArgument("81a161".repeat(100_000) + "01");
        refused("91".repeat(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = { "c1", "d40100", "d500ffff", "d60000000000", "d7010000000000000000", "d8" + "00", "c70101ff",
            "c70000ff",
            "d6ff00000000" })
    void unknownFormatsAndExtensionsAreRefused(String hex) {
        refusedArgument(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a180", "a2c080", "a3eda080", "a1c3", "a2c328", "d901ff" })
    void textMustBeUtf8(String hex) {
        refusedArgument(hex);
    }

    @Test
    void theReplacementCharacterIsText() {
        assertThat(argument("a3efbfbd")).isEqualTo("\ufffd");
    }

    @Test
    void keysMustBeStrings() {
        assertThat(argument("81 05 01")).isEqualTo(Map.of("5", 1));
        assertThat(argument("82 a161 01 a161 02")).isEqualTo(Map.of("a", 2));
        for (String key : List.of("c0", "c3", "90", "80", "c40161", "d40000", "cb3ff8000000000000")) {
            refusedArgument("81" + key + "01");
        }
    }

    @Test
    void aPacketEstimatesTheSizeOfItsValues() throws Exception {
        IncomingPacket maps = decode(packet("type", "02", "nsp", "a12f", "data", "92 a161 dd00010000" + "80".repeat(65_536)));
        assertThat(maps.weight()).isBetween(4_000_000L, 15_000_000L);
        assertThat(maps.arguments().get(0, List.class)).hasSize(65_536);
        IncomingPacket bytes = decode(packet("type", "02", "nsp", "a12f", "data", "92 a161 c5ffff" + "00".repeat(65_535)));
        assertThat(bytes.weight()).isBetween(65_535L, 70_000L);
    }

    @Test
    void validatedPacketsCanBeRead() {
        Random random = new Random(7);
        byte[] valid = parser.encodeEvent("/a", 5, "name", 1, "text", List.of(Map.of("a", 1.5, "b", new byte[3])), true)
                .attachments().get(0);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valid.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                IncomingPacket packet = parser.decodeBinary(Unpooled.wrappedBuffer(bytes));
                if (packet.type() == SocketPacketType.EVENT) {
                    assertThat(packet.arguments().toList()).hasSize(packet.arguments().size());
                    read++;
                }
            } catch (InvalidPacketException e) {
                // refused before it is read
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void aPacketOfAnotherParserIsRefused() {
        EncodedPacket json = new JsonPacketParser(new ObjectMapper(), 10).encodeEvent("/", -1, "a", 1);
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> parser.decode(json));
    }
}
