package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests clients of Engine.IO 3, and of Socket.IO 2, which use it, with fixture B. */
class Eio3Test {
    private static final String POLLING = "/socket.io/engine.io/?EIO=3&transport=polling";
    private static final HexFormat HEX = HexFormat.of();
    private static final Map<Mode, AppProcess> SERVERS = new EnumMap<>(Mode.class);
    private static final Map<Mode, Integer> PORTS = new EnumMap<>(Mode.class);

    private static int port(Mode mode) {
        return PORTS.computeIfAbsent(mode, key -> {
            // clients ping each second, which is in time on any busy machine
            AppProcess server = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=b,m",
                    "-Dquarkus.http.port=0", "-Dquarkus.socketio.ping-interval=1s", "-Dquarkus.socketio.ping-timeout=60s",
                    "-Dquarkus.socketio.cluster.enabled=" + (key == Mode.CLUSTER), "-Dquarkus.socketio.cluster.workers=2");
            SERVERS.put(key, server);
            return key == Mode.CLUSTER ? server.awaitReady()
                    : Integer.parseInt(server.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
        });
    }

    private static String url(Mode mode) {
        return "http://127.0.0.1:" + port(mode);
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(AppProcess::close);
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Mode.values()).flatMap(mode -> Stream.of("polling", "websocket", "upgrade")
                .flatMap(kind -> Stream.of("binary", "forceBase64").map(binary -> Arguments.of(mode, kind, binary))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Requires({ "node", "npm" })
    void anEngineClientIsEchoedAndItsPingsAreAnswered(Mode mode, String kind, String binary) {
        assertThat(NodeScript.run("engine3.mjs", url(mode), kind, binary).path("ok").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Requires({ "node", "npm" })
    void clientsOfAllGenerationsInOneRoomGetTheSameBroadcast(Mode mode) {
        assertThat(NodeScript.run("generations.mjs", url(mode)).path("clients").asInt()).isEqualTo(12);
    }

    private static String open(Mode mode, String more) throws IOException {
        String open = RawHttp.get(port(mode), POLLING + more).body();
        return POLLING + "&sid=" + open.replaceAll("(?s).*sid\\\\?\":\\\\?\"([-\\w]+).*", "$1");
    }

    /** Connects over a new connection, so that any worker may get it. */
    private static Response post(Mode mode, String target, String type, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        try (RawHttp http = new RawHttp(port(mode))) {
            return http.send(request.toByteArray()).receive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrowserSendsAndGetsBinaryPayloads(Mode mode) throws IOException {
        String session = open(mode, "");
        byte[] payload = HEX.parseHex("000100ff34e282ac616263646566" + "0105ff0400fffe80");
        Response post = post(mode, session, "application/octet-stream", payload);
        assertThat(post.status()).isEqualTo(200);
        assertThat(post.body()).isEqualTo("ok");
        Response poll = RawHttp.get(port(mode), session);
        assertThat(poll.headers()).containsEntry("content-type", "application/octet-stream");
        assertThat(HEX.formatHex(poll.bytes())).isEqualTo(HEX.formatHex(payload));
    }

    @ParameterizedTest
    @EnumSource
    void anOldBrowserPollsByJsonp(Mode mode) throws IOException {
        String session = open(mode, "&j=0") + "&j=0";
        Response post = post(mode, session, "application/x-www-form-urlencoded;charset=UTF-8",
                "d=8%3A4%E2%82%AC%F0%9F%98%80%5Cn%5C%5Cn%3C6%3Ab4AQID".getBytes());
        assertThat(post.status()).isEqualTo(200);
        Response poll = RawHttp.get(port(mode), session);
        assertThat(poll.headers()).containsEntry("content-type", "text/plain; charset=UTF-8");
        assertThat(poll.body()).isEqualTo("___eio[0](\"8:4€😀\\n\\\\n<6:b4AQID\");");
    }

    @ParameterizedTest
    @EnumSource
    void aMalformedPayloadEndsTheSession(Mode mode) throws IOException {
        for (String body : new String[] { "4hello", "99:4hello", "1".repeat(100_000) }) {
            String session = open(mode, "");
            assertThat(post(mode, session, "text/plain;charset=UTF-8", body.getBytes()).status()).isEqualTo(200);
            assertThat(RawHttp.get(port(mode), session).status()).isEqualTo(400);
        }
    }
}
