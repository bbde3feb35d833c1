package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.MAX_PAYLOAD;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests compressed responses of long-polling, and the files of the browser client, over a real server. */
@Timeout(60)
class CompressionTest {
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new HttpFixture();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<byte[]> get(String target, String... headers) throws Exception {
        return send("GET", target, headers);
    }

    private HttpResponse<byte[]> send(String method, String target, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String plain(HttpResponse<byte[]> response) throws IOException {
        InputStream body = new ByteArrayInputStream(response.body());
        String coding = header(response, "content-encoding");
        try (InputStream in = switch (coding) {
            case "gzip" -> new GZIPInputStream(body);
            case "deflate" -> new InflaterInputStream(body);
            default -> body;
        }) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private HttpResponse<byte[]> echo(String text, String accepted) throws Exception {
        String sid = server.open();
        try (RawClient client = server.client()) {
            assertThat(client.post(polling(sid), "4" + text).body()).isEqualTo("ok");
        }
        return get(polling(sid), "Accept-Encoding", accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = { "gzip", "deflate" })
    void aLargeResponseIsCompressedAsTheClientPrefers(String coding) throws Exception {
        String text = "x".repeat(MAX_PAYLOAD - 1);
        HttpResponse<byte[]> response = echo(text, coding);
        assertThat(header(response, "content-encoding")).isEqualTo(coding);
        assertThat(header(response, "content-length")).isEqualTo("" + response.body().length);
        assertThat(response.body()).hasSizeLessThan(1_000);
        assertThat(plain(response)).isEqualTo("4" + text);
    }

    @Test
    void aResponseOfMegabytesIsCompressedToo() throws Exception {
        HttpResponse<byte[]> response = echo("big", "gzip, deflate, br");
        assertThat(header(response, "content-encoding")).isEqualTo("gzip");
        assertThat(plain(response)).hasSize(HttpFixture.BIG + "\u001e4big".length());
    }

    @Test
    void smallAndIncompressibleResponsesAreSentUncompressed() throws Exception {
        assertThat(header(echo("small", "gzip"), "content-encoding")).isEmpty();
        HttpResponse<byte[]> forbidden = echo("plain" + "x".repeat(5_000), "gzip");
        assertThat(header(forbidden, "content-encoding")).isEmpty();
        assertThat(forbidden.body()).hasSize(5_006);
        assertThat(header(echo("x".repeat(5_000), "br"), "content-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js" })
    void theClientFilesAndTheirSourceMapsAreServed(String name) throws Exception {
        HttpResponse<byte[]> script = get("/client/" + name + "?v=4");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(header(script, "content-type")).isEqualTo("application/javascript; charset=utf-8");
        assertThat(header(script, "cache-control")).isEqualTo("public, max-age=0");
        assertThat(plain(script)).contains("Socket.IO v4");
        HttpResponse<byte[]> map = get("/client/" + name + ".map", "Accept-Encoding", "gzip");
        assertThat(header(map, "content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(plain(map)).startsWith("{\"version\":3");
    }

    @Test
    void eachEncodingOfAFileHasItsOwnETag() throws Exception {
        HttpResponse<byte[]> plain = get("/client/socket.io.js");
        HttpResponse<byte[]> gzip = get("/client/socket.io.js", "Accept-Encoding", "gzip");
        assertThat(header(gzip, "content-encoding")).isEqualTo("gzip");
        assertThat(header(gzip, "vary")).contains("Accept-Encoding");
        assertThat(plain(gzip)).isEqualTo(plain(plain));
        String tag = header(plain, "etag");
        assertThat(tag).matches("\"[\\w-]{16}\"").isNotEqualTo(header(gzip, "etag"));
        for (String known : new String[] { tag, "W/" + tag, "\"other\", " + tag, "*" }) {
            HttpResponse<byte[]> again = get("/client/socket.io.js", "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(tag);
        }
        assertThat(get("/client/socket.io.js", "If-None-Match", tag, "Accept-Encoding", "gzip").statusCode()).isEqualTo(200);
        assertThat(get("/client/socket.io.min.js", "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void aHeadRequestReturnsTheLengthOfAFile() throws Exception {
        HttpResponse<byte[]> head = send("HEAD", "/client/socket.io.min.js");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-length")).isEqualTo("" + get("/client/socket.io.min.js").body().length);
        assertThat(send("DELETE", "/client/socket.io.min.js").statusCode()).isEqualTo(405);
    }

    @Test
    void allowedOriginsMayReadTheFiles() throws Exception {
        assertThat(header(get("/client/socket.io.js", "Origin", "https://friend.example"), "access-control-allow-origin"))
                .isEqualTo("https://friend.example");
        HttpResponse<byte[]> other = get("/client/socket.io.js", "Origin", "https://evil.example");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(header(other, "access-control-allow-origin")).isEmpty();
        assertThat(header(other, "vary")).isEqualTo("Origin, Accept-Encoding");
    }

    @Test
    void missingAndDisabledFilesAreNotFound() throws Exception {
        assertThat(get("/client/socket.io.slim.js").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> off = get("/noclient/socket.io.js");
        assertThat(off.statusCode()).isEqualTo(404);
        assertThat(plain(off)).contains("serve-client");
    }
}
