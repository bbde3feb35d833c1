package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;

import io.netty.buffer.ByteBufUtil;

class JsonScannerTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean accepts(byte[] json) {
        try {
            new JsonScanner(json).value();
            return true;
        } catch (InvalidPacketException e) {
            return false;
        }
    }

    /** Returns whether Jackson accepts it, which the scanner must match. */
    private static boolean jacksonAccepts(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            int depth = 0;
            do {
                if (parser.nextToken() == null) {
                    return false;
                }
                parser.getText();
                depth += parser.currentToken().isStructStart() ? 1 : parser.currentToken().isStructEnd() ? -1 : 0;
            } while (depth > 0);
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void elementsAreFoundAtTheirPositions() throws Exception {
        String json = " [ \"a\\\"]\" ,1.5e3,{\"x\":[1,{}]} , [ ],null ]\n";
        int[] ranges = new JsonScanner(utf8(json)).elements();
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            elements.add(json.substring(ranges[i], ranges[i + 1]));
        }
        assertThat(elements).containsExactly("\"a\\\"]\"", "1.5e3", "{\"x\":[1,{}]}", "[ ]", "null");
        assertThat(new JsonScanner(utf8(" [ ] ")).elements()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1],", "{}", "1", "[{]}", "[}" })
    void nonArraysAreRefused(String json) {
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> new JsonScanner(utf8(json)).elements());
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "-0", "10", "1.0", "-1.5E+3", "1e-9", "true", "false", "null", "\"\"", "\"\\u00e9\\n\\/\"",
            "\"\u00e9\u20ac\ud83d\ude00\"", "\"\\ud800\"", "\"\u007f\"", "{}", "{\"\":{}}", " {\"a\" : 1 , \"b\":[ ] } ",
            "[[],[]]" })
    void validJsonIsAccepted(String json) {
        assertThat(accepts(utf8(json))).isTrue();
        assertThat(jacksonAccepts(utf8(json))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "00", "01", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "1_0", "NaN", "Infinity", "nul",
            "nulll",
            "True", "\"", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"\n\"", "'a'", "{a:1}", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{,}", "{1:2}", "{\"a\":1 \"b\":2}", "//", "/**/1", "\u00a01" })
    void invalidJsonIsRefused(String json) {
        assertThat(accepts(utf8(json))).isFalse();
        assertThat(jacksonAccepts(utf8(json))).isFalse();
    }

    /** Stricter than Jackson, as JavaScript is. */
    @Test
    void aByteOrderMarkIsRefused() {
        assertThat(accepts(utf8("\ufeff1"))).isFalse();
    }

    /** Longer than needed, halves of pairs, above the last character, cut off: stricter than Jackson. */
    @ParameterizedTest
    @ValueSource(strings = { "80", "bf", "c0", "c080", "c1bf", "c3", "e08080", "e09fbf", "e282", "eda080", "edbfbf", "f0808080",
            "f08fbfbf", "f4908080", "f5808080", "f8888080", "ff", "fe" })
    void textMustBeUtf8(String hex) {
        assertThat(accepts(ByteBufUtil.decodeHexDump("22" + hex + "22"))).isFalse();
        assertThat(accepts(ByteBufUtil.decodeHexDump("22" + hex))).isFalse();
    }

    @Test
    void limitsAreThoseOfJackson() {
        for (String json : List.of("[".repeat(1000) + "]".repeat(1000), "1".repeat(1000),
                "{\"" + "a".repeat(49_999) + "\":1}")) {
            assertThat(accepts(utf8(json))).isTrue();
            assertThat(jacksonAccepts(utf8(json))).isTrue();
        }
        for (String json : List.of("[".repeat(1001) + "]".repeat(1001), "1".repeat(1001),
                "{\"" + "a".repeat(50_001) + "\":1}")) {
            assertThat(accepts(utf8(json))).isFalse();
            assertThat(jacksonAccepts(utf8(json))).isFalse();
        }
    }

    @Test
    void itAgreesWithJacksonOnMutatedJson() {
        String seed = "[\"a\\u00e9\\n\",-1.5e+3,0,{\"x\":[true,false,null],\"\":{}},[] , \"b c\" ]";
        String spice = "\"\\[]{}:, 0123.eE+-truefalsn\n\u0001ua'/";
        Random random = new Random(1);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder(seed);
            for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                int at = random.nextInt(json.length());
                switch (random.nextInt(3)) {
                    case 0 -> json.deleteCharAt(at);
                    case 1 -> json.insert(at, spice.charAt(random.nextInt(spice.length())));
                    default -> json.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                }
            }
            boolean ours = accepts(utf8(json.toString()));
            assertThat(ours).as(json.toString()).isEqualTo(jacksonAccepts(utf8(json.toString())));
            accepted += ours ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 19_000);
    }
}
