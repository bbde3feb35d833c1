package io.quarkiverse.socketio.runtime.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class JsonpTest extends PayloadContractTest {

    @Override
    Protocol protocol() {
        return Protocol.of(3, Map.of("j", "12"));
    }

    @Override
    byte[] body(String... packets) {
        return form(stringPayload(packets));
    }

    /** Encodes a payload as the client does. */
    private static byte[] form(String payload) {
        return bytes("d=" + URLEncoder.encode(payload.replace("\\n", "\\\\n").replace("\n", "\\n"), StandardCharsets.UTF_8));
    }

    @Override
    List<String> read(EncodedPayload response) {
        assertThat(response.octetStream()).isFalse();
        String script = response.body().toString(StandardCharsets.UTF_8);
        assertThat(script).startsWith("___eio[12](\"").endsWith("\");").doesNotContain("\n", "\u2028", "\u2029", "\u0001");
        try {
            String payload = new ObjectMapper().readValue(script.substring(11, script.length() - 2), String.class);
            return protocol().decodePayload(Unpooled.wrappedBuffer(form(payload)), false, 100).stream()
                    .map(PayloadContractTest::describe).toList();
        } catch (IOException | MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    private static String script(String callback, String payload) {
        ByteBuf script = new Jsonp(callback).wrap(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
        String text = script.toString(StandardCharsets.UTF_8);
        script.release();
        return text;
    }

    @Test
    void thePayloadIsAStringLiteralOfAScript() {
        assertThat(script("0", "6:4hello")).isEqualTo("___eio[0](\"6:4hello\");");
        assertThat(script("0", "\"\\\n\r\t\u0000\u001f\u007f/</script>")).isEqualTo(
                "___eio[0](\"\\\"\\\\\\n\\u000d\\u0009\\u0000\\u001f\u007f/</script>\");");
        assertThat(script("0", "\u2027\u2028\u2029\u202a€😀")).isEqualTo("___eio[0](\"\u2027\\u2028\\u2029\u202a€😀\");");
    }

    @ParameterizedTest
    @CsvSource({ "7,7", "'',''", "x7]};alert(1)//,71", "<script>,''", "-1,1", "٣,''", "١2,2" })
    void onlyDigitsOfTheCallbackAreReflected(String callback, String digits) {
        assertThat(script(callback, "1:6")).isEqualTo("___eio[" + digits + "](\"1:6\");");
    }

    private static String unwrap(String form) throws MalformedPacketException {
        return Jsonp.unwrap(Unpooled.copiedBuffer(form, StandardCharsets.UTF_8)).toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({ "d=6%3A4hello,6:4hello", "d=1:2,1:2", "x=y&d=a+b,a b", "d=a&d=b,a", "d=%E2%82%AC%F0%9F%98%80€,€😀€", "d=,''",
            "d=a%5Cb,a\\b", "d=%5C,\\", "d=a%26b,a&b" })
    void theFieldOfAFormIsThePayload(String form, String payload) throws Exception {
        assertThat(unwrap(form)).isEqualTo(payload);
    }

    @Test
    void aLineFeedIsEscapedOnceAndItsEscapeTwice() throws Exception {
        assertThat(unwrap("d=a\\nb")).isEqualTo("a\nb");
        assertThat(unwrap("d=a\\\\nb")).isEqualTo("a\\nb");
        assertThat(unwrap("d=a\\\\\\nb")).isEqualTo("a\\\\nb");
        assertThat(unwrap("d=\\")).isEqualTo("\\");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "6:4hello", "D=1:2", "dd=1:2", "d", "&", "x=d=1:2", "d=%", "d=%z", "d=%zz", "d=1:2%4" })
    void anInvalidFormIsMalformed(String form) {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> unwrap(form));
    }

    @Test
    void aFormOfAMillionFieldsIsReadInOnePass() {
        assertThatExceptionOfType(MalformedPacketException.class).isThrownBy(() -> unwrap("x&".repeat(500_000)));
    }

    @Test
    void aClientOfRevision4CannotUseJsonp() throws Exception {
        Protocol protocol = Protocol.of(4, Map.of("j", "1"));
        assertThat(protocol.decodePayload(Unpooled.wrappedBuffer(bytes("4a")), false, 1)).hasSize(1);
    }
}
