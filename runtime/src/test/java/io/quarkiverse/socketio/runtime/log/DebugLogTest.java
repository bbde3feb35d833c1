package io.quarkiverse.socketio.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugLogTest {

    @Test
    void aTextIsQuotedAsItIs() {
        assertThat(DebugLog.quoted("say größe")).isEqualTo("\"say größe\"");
        assertThat(DebugLog.quoted("")).isEqualTo("\"\"");
    }

    @ParameterizedTest
    @ValueSource(chars = { '\n', '\r', '\u0000', '\u001b', '\u0085', '\u2028', '\u2029', '"', '\ud800' })
    void controlCharactersAreReplaced(char one) {
        assertThat(DebugLog.quoted("a" + one + "b")).isEqualTo("\"a?b\"");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(DebugLog.quoted("x".repeat(100))).isEqualTo('"' + "x".repeat(100) + '"');
        assertThat(DebugLog.quoted("x".repeat(1_000_000))).isEqualTo('"' + "x".repeat(100) + "\"…");
    }

    @Test
    void aPlainNameStaysAsItIs() {
        assertThat(DebugLog.name("/chat")).isEqualTo("/chat");
        assertThat(DebugLog.name("/a b")).isEqualTo("\"/a b\"");
        assertThat(DebugLog.name("/a\nb")).isEqualTo("\"/a?b\"");
        assertThat(DebugLog.name("")).isEqualTo("\"\"");
    }

    @Test
    void ofManyNamesTheFirstAreShown() {
        assertThat(DebugLog.names(List.of("a", "b"))).isEqualTo("\"a\", \"b\"");
        assertThat(DebugLog.names(Collections.nCopies(12, "a"))).endsWith("\"a\" and 2 more");
    }
}
