package io.quarkiverse.socketio.runtime.quarkus.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class ShortJsonTest {
    private static final ShortJson JSON = new ShortJson(new ObjectMapper());

    @Test
    void shortValuesAreWhole() {
        assertThat(JSON.of(List.of("a", 1, Map.of("b", true)), 100)).isEqualTo("[\"a\",1,{\"b\":true}]");
        assertThat(JSON.of(List.of("abc"), 7)).isEqualTo("[\"abc\"]");
        assertThat(JSON.of(null, 100)).isEqualTo("null");
    }

    @Test
    void longValuesEndWithAnEllipsis() {
        assertThat(JSON.of(List.of("abcdefgh"), 7)).isEqualTo("[\"abcd…");
    }

    @Test
    void theRestOfALongValueIsNotEncoded() {
        AtomicInteger read = new AtomicInteger();
        List<String> endless = new AbstractList<>() {
            @Override
            public String get(int index) {
                read.incrementAndGet();
                return "0123456789";
            }

            @Override
            public int size() {
                return 1_000_000;
            }
        };
        assertThat(JSON.of(endless, 100)).hasSize(100).startsWith("[\"0123456789\",");
        assertThat(read).hasValueLessThan(10_000);
    }

    @Test
    void aValueWithoutJsonSaysWhy() {
        assertThat(JSON.of(List.of(new Object()), 300)).startsWith("(no JSON: ").contains("java.lang.Object");
    }
}
