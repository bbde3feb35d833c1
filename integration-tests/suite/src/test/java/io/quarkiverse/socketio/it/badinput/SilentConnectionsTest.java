package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests more silent connections than there are places; only the number of places closes them. */
class SilentConnectionsTest {
    private static final int PLACES = 8192;
    private static final String[] PATIENT = { "-Dquarkus.profile=x", "-Dquarkus.http.port=0",
            "-Dquarkus.socketio.cluster.workers=2", "-Dquarkus.socketio.cluster.first-request-timeout=10m",
            "-Dquarkus.socketio.limits.head-time=10m" };

    private final List<Socket> silent = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : silent) {
            socket.close();
        }
    }

    private void open(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            silent.add(socket);
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), 60_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(63)
    void theBusiestAddressLosesItsOldestConnectionsAndOthersAreServed(Mode mode) throws IOException {
        List<String> options = new ArrayList<>(List.of(PATIENT));
        options.add("-Dquarkus.socketio.cluster.enabled=" + (mode == Mode.CLUSTER));
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), options.toArray(String[]::new))) {
            int port = mode == Mode.CLUSTER ? app.awaitReady()
                    : Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            try (RawHttp slow = new RawHttp(port)) {
                slow.send("GET /socket.io/?EIO=4&trans");
                open(port, PLACES - 100);
                for (int i = 0; i < 10; i++) {
                    open(port, 50);
                    assertThat(RawHttp.get(port, "/socket.io/?EIO=4&transport=polling").status()).isEqualTo(200);
                }
                silent.get(0).setSoTimeout(60_000);
                assertThat(silent.get(0).getInputStream().read()).as("the oldest").isEqualTo(-1);
                assertThat(slow.send("port=polling HTTP/1.1\r\nHost: localhost\r\n\r\n").receive().status()).isEqualTo(200);
            }
            app.awaitLine("Closed the oldest connection of /127.0.0.2:\\d+: ");
            assertThat(app.output()).filteredOn(line -> line.contains("Closed the oldest")).hasSizeLessThan(20);
            assertThat(app.output()).noneMatch(line -> line.contains("Not accepting for now"));
        }
    }
}
