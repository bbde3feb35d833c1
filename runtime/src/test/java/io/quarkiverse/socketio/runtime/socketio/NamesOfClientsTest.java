package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.bus.SteppedCluster;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;

/** Tests that nothing is left of the namespaces and rooms whose names clients choose, once the clients have left them. */
class NamesOfClientsTest {
    private static final int NAMES = 2_000;
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    private final SteppedCluster cluster = new SteppedCluster();

    private SocketIOFixture server(boolean clustered) {
        SteppedCluster.Member member = clustered ? cluster.join("a") : null;
        return new SocketIOFixture(new ServerOptions(Duration.ofSeconds(1), true,
                new ServerOptions.Limits(3, 2, SocketIOFixture.OPTIONS.limits().bytes(), 5, 4), false, MistakeReports.none()),
                new EventLogs.Limits(Duration.ofMinutes(2), 10, 10_000, 10), member);
    }

    private void settle(SocketIOFixture server) {
        Random order = new Random(1);
        do {
            server.settle();
        } while (cluster.step(order));
        server.settle();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void nothingIsLeftOfNamesThatNobodyUses(boolean clustered) throws JMException {
        SocketIOFixture server = server(clustered);
        settle(server);
        server.io.of(Pattern.compile("/.*")).onConnection(socket -> {
            socket.join("room of " + socket.namespace().name());
            socket.leave("room of " + socket.namespace().name());
            socket.join("other room of " + socket.namespace().name());
        }).onRooms(new RoomListener() {
        });
        enterAndLeave(server, "/warm-up", 10);
        Map<String, Long> before = instances();
        enterAndLeave(server, "/name", NAMES);
        Map<String, Long> after = instances();
        assertThat(after).allSatisfy((type, count) -> assertThat(count - before.getOrDefault(type, 0L))
                .as("instances of %s more", type).isLessThan(NAMES / 2));
    }

    private void enterAndLeave(SocketIOFixture server, String prefix, int names) {
        SocketIOFixture.Client client = server.connected();
        for (int i = 0; i < names; i++) {
            String name = prefix + i;
            client.sends("0" + name + ",");
            settle(server);
            client.sends("1" + name + ",");
            settle(server);
            assertThat(server.io.find(name)).isNull();
        }
        client.disconnects();
    }

    /** Returns the number of reachable objects of the classes of this project and of the JDK's maps. */
    private static Map<String, Long> instances() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] { new String[0] },
                new String[] { String[].class.getName() });
        Map<String, Long> counts = new TreeMap<>();
        histogram.lines().forEach(line -> {
            Matcher found = LINE.matcher(line);
            if (found.matches() && found.group(2).matches("(io\\.quarkiverse\\.|java\\.util\\.).*")) {
                counts.put(found.group(2), Long.parseLong(found.group(1)));
            }
        });
        assertThat(counts).isNotEmpty();
        return counts;
    }
}
