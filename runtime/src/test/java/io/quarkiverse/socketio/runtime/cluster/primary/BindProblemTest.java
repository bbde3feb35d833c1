package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;

class BindProblemTest {
    private static String describe(int port, String why) {
        return new BindProblem(new Listen("10.9.9.9", port, Listen.NONE, false, 1), port, "quarkus.http", ".port")
                .describe(why);
    }

    @Test
    void aForbiddenPortHasItsCure() {
        for (String why : new String[] { "Permission denied", "bind(..) failed with error(-13): Permission denied" }) {
            assertThat(describe(80, why)).startsWith("Cannot take port 80 of 10.9.9.9: this user may not open ports below 1024")
                    .contains("quarkus.http.port", "CAP_NET_BIND_SERVICE").doesNotContain("End that process");
        }
        assertThat(describe(8080, "Permission denied")).contains("the system does not permit it", "SELinux");
    }

    @Test
    void anAddressOfAnotherMachineHasItsCure() {
        assertThat(describe(8080, "bind(..) failed with error(-99): Cannot assign requested address"))
                .isEqualTo("quarkus.http.host=10.9.9.9 is no address of this machine: set one that is, or 0.0.0.0 for all");
    }

    @Test
    void thePortOfAnotherProcessNamesThatProcess() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(describe(other.getLocalPort(), "Address already in use"))
                    .contains("process " + ProcessHandle.current().pid() + " listens on it")
                    .endsWith("End that process, or choose another port with quarkus.http.port");
        }
    }
}
