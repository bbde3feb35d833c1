package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.MAX_PAYLOAD;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.WEBSOCKET;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code permessage-deflate} over a real server, with a client that compresses by hand. */
@Timeout(60)
class MessageDeflateTest extends HttpSetUp {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private static final int COMPRESSED_TEXT = 0xc1;
    private static final int COMPRESSED_BINARY = 0xc2;

    private final Deflater deflater = new Deflater(6, true);
    private final Inflater inflater = new Inflater(true);

    @Override
    HttpFixture serve() throws Exception {
        return HttpFixture.deflating();
    }

    @AfterEach
    void end() {
        deflater.end();
        inflater.end();
    }

    private void connect() throws IOException {
        RawClient.Response response = client.webSocket(WEBSOCKET, OFFER);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.head()).contains("sec-websocket-extensions: permessage-deflate");
        assertThat(client.nextFrame()).startsWith("0{");
    }

    /** Removes the last four bytes of the flush (RFC 7692, 7.2.1). */
    private byte[] compress(byte[] plain) {
        deflater.setInput(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        for (int n = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH); n > 0; n = deflater.deflate(some, 0,
                some.length, Deflater.SYNC_FLUSH)) {
            out.write(some, 0, n);
        }
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - 4);
    }

    private byte[] inflate(byte[] compressed) throws DataFormatException {
        byte[] all = Arrays.copyOf(compressed, compressed.length + 4);
        all[all.length - 2] = (byte) 0xff;
        all[all.length - 1] = (byte) 0xff;
        inflater.setInput(all);
        byte[] plain = new byte[MAX_PAYLOAD + 1];
        return Arrays.copyOf(plain, inflater.inflate(plain));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void largeMessagesAreCompressedBothWays() throws Exception {
        connect();
        for (int i = 0; i < 3; i++) { // with earlier messages as the dictionary
            String large = "4" + "large ".repeat(1_000) + i;
            client.frame(COMPRESSED_TEXT, compress(utf8(large)));
            RawClient.Frame echo = client.frame();
            assertThat(echo.first()).isEqualTo(COMPRESSED_TEXT);
            assertThat(echo.payload()).hasSizeLessThan(200);
            assertThat(new String(inflate(echo.payload()), StandardCharsets.UTF_8)).isEqualTo(large);
        }
        client.frame(COMPRESSED_BINARY, compress(new byte[5_000]));
        RawClient.Frame binary = client.frame();
        assertThat(binary.first()).isEqualTo(COMPRESSED_BINARY);
        assertThat(inflate(binary.payload())).hasSize(5_000);
    }

    @Test
    void smallAndIncompressibleMessagesAreNotCompressed() throws IOException {
        connect();
        client.frame(COMPRESSED_TEXT, compress(utf8("4small")));
        assertThat(client.nextFrame()).isEqualTo("4small");
        String plain = "4plain" + "x".repeat(5_000);
        client.text(plain);
        assertThat(client.nextFrame()).isEqualTo(plain);
    }

    @Test
    void theLargestMessageFits() throws Exception {
        connect();
        String largest = "4" + "x".repeat(MAX_PAYLOAD - 1);
        client.frame(COMPRESSED_TEXT, compress(utf8(largest)));
        assertThat(new String(inflate(client.frame().payload()), StandardCharsets.UTF_8)).isEqualTo(largest);
        assertThat(server.received).hasSize(1);
    }

    /** More in one segment than is inflated in one turn. */
    @Test
    void manyLargeMessagesOfOneReadAreDeliveredInOrder() throws Exception {
        connect();
        List<String> messages = sendLargeMessages();
        for (String message : messages) {
            assertThat(new String(inflate(client.frame().payload()), StandardCharsets.UTF_8)).isEqualTo(message);
        }
    }

    /** Its end is noticed while most of them wait for their turn. */
    @Test
    void manyLargeMessagesAreDeliveredAlsoIfTheConnectionEndsBehindThem() throws Exception {
        connect();
        List<String> messages = sendLargeMessages();
        client.endOutput();
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_CLOSE");
        assertThat(server.received.stream().map(MessageDeflateTest::number))
                .containsExactlyElementsOf(messages.stream().map(message -> number(message.substring(1))).toList());
        assertThat(client.isClosed()).isTrue();
    }

    private static String number(String message) {
        return message.substring(0, message.indexOf('x'));
    }

    private List<String> sendLargeMessages() throws IOException {
        List<String> messages = IntStream.range(0, 20).mapToObj(n -> "4" + n + "x".repeat(MAX_PAYLOAD - 10)).toList();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String message : messages) {
            frames.write(RawClient.masked(COMPRESSED_TEXT, compress(utf8(message))));
        }
        client.send(frames.toByteArray());
        return messages;
    }

    @Test
    void aMessageThatInflatesAboveTheLimitIsRefused() throws Exception {
        connect();
        client.frame(COMPRESSED_TEXT, compress(utf8("4" + "x".repeat(MAX_PAYLOAD))));
        assertThat(client.nextFrame()).isEqualTo("close 1009");
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
        assertThat(server.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1_000_000, 60_000_000 })
    void aDecompressionBombClosesItsConnectionOnly(int size) throws Exception {
        connect();
        byte[] bomb = compress(new byte[size]);
        assertThat(bomb).hasSizeLessThan(65_536);
        client.frame(COMPRESSED_BINARY, bomb);
        assertThat(client.nextFrame()).isEqualTo("close 1009");
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
        assertThat(client.isClosed()).isTrue();
        try (RawClient other = server.webSocket()) {
            other.text("4a");
            assertThat(other.nextFrame()).isEqualTo("4a");
        }
    }

    @Test
    void dataThatCannotBeInflatedIsAnInvalidPayload() throws Exception {
        connect();
        client.frame(COMPRESSED_TEXT, HexFormat.of().parseHex("ff00ff00ff"));
        assertThat(client.nextFrame()).isEqualTo("close 1007");
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ff00ff00ff", "00", "ffffffffffffffffffff" })
    void invalidDeflateDataIsRefused(String hex) throws Exception {
        connect();
        client.frame(COMPRESSED_TEXT, HexFormat.of().parseHex(hex));
        client.frame(0x88, new byte[] { 3, -24 });
        assertThat(server.nextEnd()).startsWith("sid1 ");
        assertThat(server.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0xd1, 0xe1, 0xa1, 0x91 })
    void otherReservedBitsAreAProtocolError(int first) throws Exception {
        connect();
        client.frame(first, utf8("4a"));
        assertThat(client.isClosed()).isTrue();
        assertThat(server.nextEnd()).startsWith("sid1 TRANSPORT_");
        assertThat(server.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Sec-WebSocket-Extensions: constructor\r\n", "Sec-WebSocket-Extensions: __proto__; a=b\r\n",
            "Sec-WebSocket-Extensions: permessage-deflate; unknown=1\r\n", "Sec-WebSocket-Extensions: ,;=,,\r\n" })
    void clientsWithoutTheExtensionGetUncompressedMessages(String header) throws Exception {
        RawClient.Response response = client.webSocket(WEBSOCKET, header);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.head()).doesNotContain("sec-websocket-extensions");
        assertThat(client.nextFrame()).startsWith("0{");
        String large = "4" + "x".repeat(5_000);
        client.text(large);
        assertThat(client.nextFrame()).isEqualTo(large);
        client.frame(COMPRESSED_TEXT, compress(utf8("4a")));
        assertThat(client.nextFrame()).isEqualTo("close 1002");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aSessionThatUpgradesMayCompressToo() throws Exception {
        String sid = server.open();
        assertThat(client.webSocket(WEBSOCKET + "&sid=" + sid, OFFER).head()).contains("permessage-deflate");
        client.text("2probe");
        assertThat(client.nextFrame()).isEqualTo("3probe");
        client.text("5");
        String large = "4" + "x".repeat(5_000);
        client.frame(COMPRESSED_TEXT, compress(utf8(large)));
        assertThat(new String(inflate(client.frame().payload()), StandardCharsets.UTF_8)).isEqualTo(large);
        try (RawClient other = server.client()) {
            assertThat(other.get(polling(sid)).status()).isEqualTo(400);
        }
    }
}
