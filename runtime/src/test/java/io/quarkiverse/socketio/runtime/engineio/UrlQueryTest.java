package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.handler.codec.http.QueryStringDecoder;

class UrlQueryTest {

    /** Returns what the HTTP server reads. */
    private static Map<String, String> byNetty(String url) {
        Map<String, String> expected = new HashMap<>();
        new QueryStringDecoder(url, StandardCharsets.UTF_8, true, 1024, false).parameters()
                .forEach((name, values) -> expected.put(name, values.get(values.size() - 1)));
        return expected;
    }

    @ParameterizedTest
    @ValueSource(strings = { "/socket.io/", "/socket.io/?", "/socket.io/?EIO=4&transport=websocket", "/?a=1&a=2&b", "/?a=b=c",
            "/?=a&==&b==", "/?&&a=1;;b=2&", "/?a=%C3%A9+%2B&%62=c", "/?a=1#b=2", "/#?a=1", "/?a?b=?", "?a=1", "", "/?a=é" })
    void hasTheParametersOfTheUrl(String url) {
        assertThat(new UrlQuery(url)).isEqualTo(byNetty(url));
    }

    @Test
    void hasTheParametersOfAnyUrl() {
        Random random = new Random(1);
        String characters = "aab=&;#?+%41/";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder url = new StringBuilder("/?");
            random.ints(random.nextInt(12), 0, characters.length()).forEach(at -> url.append(characters.charAt(at)));
            Map<String, String> expected;
            try {
                expected = byNetty(url.toString());
            } catch (IllegalArgumentException e) { // not well encoded: such a request is refused
                continue;
            }
            assertThat(new UrlQuery(url.toString())).as(url.toString()).isEqualTo(expected);
        }
    }

    @Test
    void parametersAreLookedUp() {
        Map<String, String> query = new UrlQuery("/socket.io/?EIO=4&token=a%20b");
        assertThat(query.get("token")).isEqualTo("a b");
        assertThat(query.get("sid")).isNull();
        assertThat(query.get(null)).isNull();
        assertThat(query).containsKey("EIO").doesNotContainKey("eio");
        assertThat(query.keySet()).containsExactly("EIO", "token");
        assertThatThrownBy(() -> query.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> query.entrySet().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void textThatIsNotWellEncodedIsReturnedAsItIs() {
        assertThat(new UrlQuery("/?a=%4&b=%zz")).isEqualTo(Map.of("a", "%4", "b", "%zz"));
    }
}
