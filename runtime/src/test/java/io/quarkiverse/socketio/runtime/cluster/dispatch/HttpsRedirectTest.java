package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;

class HttpsRedirectTest {

    @ParameterizedTest
    @CsvSource({ "a.example, 443, https://a.example/x?y", "a.example:80, 443, https://a.example/x?y",
            "a.example:80, 8443, https://a.example:8443/x?y", "[::1]:80, 8443, https://[::1]:8443/x?y" })
    void theRedirectGoesToTheRequestedHost(String host, int port, String location) {
        assertThat(redirect("/x?y", "Host: " + host + "\r\n", port))
                .startsWith("HTTP/1.1 301 Moved Permanently\r\n").contains("\r\nLocation: " + location + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Host:\r\n", "Host: a\r\nHost: b\r\n", "Host: a/b@c\r\n", "Host: a b\r\n",
            "Host: a\u000bx\r\n" })
    void withoutExactlyOneHostThereIsNoRedirect(String fields) {
        assertThat(redirect("/", fields, 443)).startsWith("HTTP/1.1 400").doesNotContain("Location");
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "", "http://b/", "/a\rLocation:x", "/\u00e9" })
    void aTargetWithoutAPathIsNotRedirected(String target) {
        assertThat(redirect(target, "Host: a\r\n", 443)).startsWith("HTTP/1.1 400").doesNotContain("Location");
    }

    private static String redirect(String target, String fields, int port) {
        PrimaryResponse reply = HttpsRedirect.of(new RequestLine("GET", target),
                new RequestHead("GET " + target + " HTTP/1.1\r\n" + fields + "\r\n"), port);
        return new String(reply.bytes(true), StandardCharsets.ISO_8859_1);
    }
}
