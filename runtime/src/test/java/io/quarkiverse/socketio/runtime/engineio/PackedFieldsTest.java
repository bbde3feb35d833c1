package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class PackedFieldsTest {
    private static final String LONG = "é".repeat(70_000) + "12:34";

    private final Map<String, List<String>> headers = PackedFields.headers(List.of(Map.entry("Host", "a.example:8080"),
            Map.entry("Cookie", "a=1"), Map.entry("X-Empty", ""), Map.entry("cookie", "b=2"), Map.entry("X-Long", LONG)));

    @Test
    void headerFieldsAreAMapOfListsInTheirOrderWithNamesInLowerCase() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("host", List.of("a.example:8080"));
        expected.put("cookie", List.of("a=1", "b=2"));
        expected.put("x-empty", List.of(""));
        expected.put("x-long", List.of(LONG));
        assertThat(headers).isEqualTo(expected).hasSize(4);
        assertThat(headers.keySet()).containsExactly("host", "cookie", "x-empty", "x-long");
        assertThat(headers.get("cookie")).containsExactly("a=1", "b=2");
        assertThat(headers.get("Host")).isNull();
        assertThat(headers.get(null)).isNull();
        assertThat(headers).containsKey("x-empty").doesNotContainKey("12");
        assertThat(PackedFields.headers(List.of())).isEmpty();
    }

    @Test
    void parametersAreAMapOfStrings() {
        Map<String, String> parameters = Map.of("EIO", "4", "transport", "websocket", "", "", "a:1", "3:x\u0000y");
        Map<String, String> packed = PackedFields.query(parameters);
        assertThat(packed).isEqualTo(parameters);
        assertThat(packed.get("a:1")).isEqualTo("3:x\u0000y");
        assertThat(packed.get("")).isEmpty();
        assertThat(packed.getOrDefault("sid", "none")).isEqualTo("none");
    }

    @Test
    void neitherChanges() {
        assertThatThrownBy(() -> headers.put("a", List.of())).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> headers.get("cookie").add("c=3")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> headers.values().iterator().next().add("c=3"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> headers.entrySet().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> PackedFields.query(Map.of("a", "b")).remove("a"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
