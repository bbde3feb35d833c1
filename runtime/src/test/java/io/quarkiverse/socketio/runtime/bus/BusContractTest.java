package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.event;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** Tests the contract of every {@link Bus}. */
public abstract class BusContractTest {

    /** Creates the bus of a new server. */
    protected abstract Bus newBus();

    /** Waits until all messages have arrived. */
    protected abstract void settle();

    /** Removes the server of that bus from the peers of the others. */
    protected void dies(Bus bus) {
        bus.close();
    }

    private List<RecordedServer> servers(int count) {
        List<RecordedServer> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new RecordedServer(newBus()));
        }
        settle();
        return servers;
    }

    private static List<String> from(RecordedServer sender, RecordedServer receiver) {
        return receiver.received.stream().map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> line.startsWith(sender.bus.self() + ":")).toList();
    }

    @Test
    void aPublishedMessageReachesAllOtherServersOnce() {
        List<RecordedServer> servers = servers(3);
        servers.get(0).bus.publish(message("x"));
        settle();
        String expected = servers.get(0).bus.self() + ":x";
        assertThat(servers).extracting(server -> List.copyOf(server.received))
                .containsExactly(List.of(), List.of(expected), List.of(expected));
    }

    @Test
    void aMessageToOneServerReachesThatServerOnly() {
        List<RecordedServer> servers = servers(3);
        servers.get(0).bus.send(servers.get(2).bus.self(), message("x"));
        settle();
        assertThat(servers).extracting(server -> server.received.size()).containsExactly(0, 0, 1);
    }

    @Test
    void allServersReceiveTheListOfPeers() {
        List<RecordedServer> servers = servers(3);
        Map<RecordedServer, String> names = new HashMap<>();
        servers.forEach(server -> names.put(server, server.bus.self()));
        assertThat(names.values()).doesNotHaveDuplicates();
        for (RecordedServer server : servers) {
            assertThat(server.peers).isEqualTo(names.values().stream().filter(name -> !name.equals(server.bus.self()))
                    .collect(Collectors.toSet()));
        }
        dies(servers.get(1).bus);
        settle();
        assertThat(servers.get(0).peers).containsExactly(names.get(servers.get(2)));
        assertThat(servers.get(2).peers).containsExactly(names.get(servers.get(0)));
    }

    @Test
    void aServerWithoutPeersReceivesAnEmptyList() {
        RecordedServer alone = new RecordedServer(newBus());

        settle();
        assertThat(alone.peers).isEmpty();
    }

    /** Each of three servers sends in all ways, partly when it receives a message. */
    @Test
    void messagesOfOneServerArriveInOrder() {
        List<RecordedServer> servers = servers(3);
        for (int i = 0; i < 60; i++) {
            for (RecordedServer sender : servers) {
                for (RecordedServer other : servers) {
                    if (other != sender && i % 2 == 0) {
                        sender.bus.send(other.bus.self(), message("" + i));
                    }
                }
                if (i % 4 == 1) {
                    sender.bus.publish(message("" + i));
                } else if (i % 4 == 3) {
                    assertThat(sender.bus.sequence(event("" + i), sender)).isTrue();
                }
            }
        }
        settle();
        for (RecordedServer sender : servers) {
            for (RecordedServer receiver : servers) {
                List<String> all = from(sender, receiver);
                assertThat(all.stream().filter(line -> !isCommand(line))).as("sent to one server")
                        .containsExactlyElementsOf(receiver == sender ? List.of() : lines(sender, 0));
                assertThat(all.stream().filter(BusContractTest::isCommand)).as("commands to all servers")
                        .containsExactlyElementsOf(receiver == sender ? List.of() : lines(sender, 1));
            }
        }
    }

    private static boolean isCommand(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)) % 2 == 1;
    }

    private static List<String> lines(RecordedServer sender, int first) {
        return IntStream.range(0, 30).mapToObj(i -> sender.bus.self() + ":" + (2 * i + first)).toList();
    }

    @Test
    void sequencedMessagesHaveOneOrderOnAllServers() {
        List<RecordedServer> servers = servers(3);
        Map<String, List<String>> sent = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            for (RecordedServer sender : servers) {
                assertThat(sender.bus.sequence(event("" + i), sender)).isTrue();
                sent.computeIfAbsent(sender.bus.self(), name -> new ArrayList<>()).add("" + i);
            }
        }
        settle();
        List<String> order = order(servers.get(0), sent);
        assertThat(order).hasSize(60);
        assertThat(order(servers.get(1), sent)).isEqualTo(order);
        assertThat(order(servers.get(2), sent)).isEqualTo(order);
        assertThat(servers).extracting(server -> server.start).containsOnly(0L);
        assertThat(servers).extracting(server -> server.epoch).doesNotContain("").containsOnly(servers.get(0).epoch);
    }

    /** Returns all sequenced messages as {@code place sender:text}; own ones are matched by the order of the calls. */
    private static List<String> order(RecordedServer server, Map<String, List<String>> sent) {
        List<String> order = new ArrayList<>();
        int own = 0;
        for (String line : server.received) {
            order.add(line.contains(" ") ? line
                    : line + " " + server.bus.self() + ":" + sent.get(server.bus.self()).get(own++));
            assertThat(order.get(order.size() - 1)).startsWith(order.size() + " ");
        }
        return order;
    }

    @Test
    void onPlacedIsNeverCalledWithinTheCall() {
        RecordedServer server = servers(1).get(0);
        for (int i = 0; i < 100; i++) {
            server.startsCall();
            assertThat(server.bus.sequence(event("x"), server)).isTrue();
            server.endsCall();
        }
        settle();
        assertThat(server.received).hasSize(100);
        assertThat(server.calledWithinCall).isFalse();
    }

    @Test
    void aNewServerReceivesThePositionOfTheOrder() {
        RecordedServer first = servers(1).get(0);
        first.bus.sequence(event("x"), first);
        first.bus.sequence(event("y"), first);
        settle();
        RecordedServer late = new RecordedServer(newBus());
        settle();
        first.bus.sequence(event("z"), first);
        settle();
        assertThat(late.epoch).isEqualTo(first.epoch);
        assertThat(late.start).isEqualTo(2);
        assertThat(late.received).containsExactly("3 " + first.bus.self() + ":z");
    }

    @Test
    void aClosedBusNeitherSendsNorReceives() {
        List<RecordedServer> servers = servers(2);
        Bus closed = servers.get(1).bus;
        closed.close();
        servers.get(0).bus.publish(message("x"));
        servers.get(0).bus.sequence(event("x"), servers.get(0));
        closed.publish(message("y"));
        closed.send(servers.get(0).bus.self(), message("y"));
        assertThat(closed.sequence(event("y"), servers.get(1))).isFalse();
        assertThat(closed.isConnected()).isFalse();
        settle();
        assertThat(servers.get(0).received).as("the place of its own message").hasSize(1);
        assertThat(servers.get(1).received).isEmpty();
    }

    @Test
    void aMessageToAStoppedServerIsDropped() {
        List<RecordedServer> servers = servers(3);
        Bus stopped = servers.get(1).bus;
        dies(stopped);
        settle();
        servers.get(0).bus.send(stopped.self(), message("x"));
        servers.get(0).bus.send(servers.get(2).bus.self(), message("y"));
        settle();
        assertThat(servers.get(1).received).isEmpty();
        assertThat(servers.get(2).received).containsExactly(servers.get(0).bus.self() + ":y");
    }
}
