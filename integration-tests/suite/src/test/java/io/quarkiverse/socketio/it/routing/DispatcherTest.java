package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests the shared port from a client's view. */
class DispatcherTest {
    private static AppProcess app;

    @BeforeAll
    static void start() {
        app = AppProcess.startCluster("cluster-app", "-Dquarkus.socketio.cluster.first-request-timeout=500ms");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void bothWorkersServeAndSeeTheClientAddress() {
        Set<String> answers = new HashSet<>();
        // a connection that one worker has not seen closed yet sends all new ones to the other
        app.await("answers of both workers", () -> {
            answers.add(RawHttp.tryGet(app.port(), "/who").body());
            return answers.size() == 2;
        });
        assertThat(answers).allMatch(answer -> answer.endsWith(" 127.0.0.1"));
    }

    @Test
    void openConnectionsAreSpreadEvenly() throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        int[] perWorker = new int[3];
        try {
            for (int i = 0; i < 40; i++) {
                RawHttp connection = new RawHttp(app.port());
                connections.add(connection);
                perWorker[Integer.parseInt(connection.get("/who").headers().get("worker"))]++;
            }
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
        assertThat(perWorker[1]).isBetween(18, 22);
        assertThat(perWorker[2]).isBetween(18, 22);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 8 << 10, 64 << 10, 900 << 10 })
    void bodiesArriveIntactHoweverTheyAreSplit(int size) throws Exception {
        byte[] body = new byte[size];
        Random random = new Random(size);
        random.nextBytes(body);
        String expected = size + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        byte[] request = concat("POST /digest HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n", body);

        assertThat(post(request, random, 1, 700)).isEqualTo(expected);
        assertThat(post(request, random, 4000, 70_000)).isEqualTo(expected);
        assertThat(post(request, random, request.length, request.length)).isEqualTo(expected);
    }

    @Test
    void chunkedBodiesArriveIntact() throws Exception {
        byte[] part = new byte[10_000];
        new Random(1).nextBytes(part);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(bytes("POST /digest HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 20; i++) {
            request.write(concat(Integer.toHexString(part.length) + "\r\n", part));
            request.write(bytes("\r\n"));
            digest.update(part);
        }
        request.write(bytes("0\r\n\r\n"));

        assertThat(post(request.toByteArray(), new Random(2), 1, 9000))
                .isEqualTo("200000 " + HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            requests.append("GET /echo/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        try (RawHttp http = new RawHttp(app.port())) {
            http.send(requests.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(http.receive().body()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void webSocketsAreServed() throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            http.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(http.line()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void fiveThousandConnectionsLeaveNoDescriptorInAnyProcess() throws IOException {
        warmUp();
        List<Long> workers = app.workers();
        long memoryBase = heapKilobytes(app.pid()); // first, since the JVM opens a socket for it
        int primaryBase = AppProcess.descriptors(app.pid());
        for (int i = 0; i < 5000; i++) {
            assertThat(RawHttp.get(app.port(), "/echo/x").status()).isEqualTo(200);
        }
        app.await("return of the primary's descriptors to " + primaryBase,
                () -> AppProcess.descriptors(app.pid()) <= primaryBase);
        workers.forEach(worker -> app.await("return of the descriptors of " + worker,
                () -> AppProcess.descriptors(worker) < 200));
        long growth = heapKilobytes(app.pid()) - memoryBase;
        System.out.println("The primary's heap grew by " + growth + " kB over 5000 handoffs");
        assertThat(growth).isLessThan(4_000);
    }

    @Test
    void hostileConnectionsDoNotAffectOthers() throws Exception {
        String request = "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int round = 0; round < 50; round++) {
            new RawHttp(app.port()).close();
            new RawHttp(app.port()).reset();
            for (int cut : new int[] { 1, 9, request.length() - 1, request.length() }) {
                new RawHttp(app.port()).send(request.substring(0, cut)).close();
                new RawHttp(app.port()).send(request.substring(0, cut)).reset();
                RawHttp halfClosed = new RawHttp(app.port()).send(request.substring(0, cut));
                halfClosed.socket().shutdownOutput();
                halfClosed.close();
            }
            byte[] garbage = new byte[200];
            new Random(round).nextBytes(garbage);
            new RawHttp(app.port()).send(garbage).close();
        }
        assertThat(RawHttp.get(app.port(), "/who").status()).isEqualTo(200);
        assertThat(app.workers()).hasSize(2);
        assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
    }

    @Test
    void aRequestOfAHalfClosedConnectionIsAnswered() throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            http.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
            http.socket().shutdownOutput();
            assertThat(http.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void anUploadEndedByAHalfCloseArrivesIntact() throws Exception {
        byte[] body = new byte[60_000];
        new Random(4).nextBytes(body);
        byte[] request = concat("POST /digest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n", body);
        for (int i = 0; i < 20; i++) {
            try (RawHttp http = new RawHttp(app.port())) {
                http.send(request);
                http.socket().shutdownOutput();
                assertThat(http.receive().body())
                        .isEqualTo("60000 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
            }
        }
    }

    @Test
    void nonHttpDataIsAnsweredByAWorker() throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            assertThat(http.send("\u0001\u0002\u0003 nonsense\r\n\r\n").receive().status()).isEqualTo(400);
        }
    }

    @Test
    void anEndlessRequestLineIsAnsweredByAWorker() throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            assertThat(http.send("GET /" + "x".repeat(20_000)).receive().status()).isEqualTo(414);
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (RawHttp silent = new RawHttp(app.port()); RawHttp slow = new RawHttp(app.port()).send("GET /who HT")) {
            assertThat(silent.line()).isNull();
            assertThat(slow.line()).isNull();
        }
    }

    private static void warmUp() throws IOException {
        for (int i = 0; i < 500; i++) {
            RawHttp.get(app.port(), "/echo/x");
        }
    }

    private static String post(byte[] request, Random random, int least, int most) throws IOException {
        try (RawHttp http = new RawHttp(app.port())) {
            for (int sent = 0; sent < request.length;) {
                int length = Math.min(request.length - sent, least + random.nextInt(most - least + 1));
                http.send(java.util.Arrays.copyOfRange(request, sent, sent + length));
                sent += length;
            }
            Response response = http.receive();
            assertThat(response.status()).isEqualTo(200);
            return response.body();
        }
    }

    /** Returns the memory in use after a full collection. */
    private static long heapKilobytes(long pid) throws IOException {
        jcmd(pid, "GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd(pid, "GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), command)
                .redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] concat(String head, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(head));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
