package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.admin.AdminFixture.Client;
import io.quarkiverse.socketio.runtime.admin.AdminFixture.Server;
import io.quarkiverse.socketio.runtime.engineio.EngineFixture;
import io.smallrye.mutiny.Uni;

/** Tests what administrators of one server see of all servers. */
class AdminServerTest {
    private final AdminFixture cluster = new AdminFixture();

    private static Socket socket(Server server, Client client) {
        return server.fixture.io.sockets(client.sid).iterator().next();
    }

    private static Set<String> texts(JsonNode array, String field) {
        Set<String> texts = new TreeSet<>();
        array.forEach(element -> texts.add(element.path(field).asText()));
        return texts;
    }

    @Test
    void anAdministratorIsToldTheFeaturesAndTheSocketsOfAllServers() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        Client here = a.client("/");
        Client there = b.client("/");
        b.fixture.run(() -> socket(b, there).join("room"));
        b.fixture.run(() -> socket(b, there).data().put("name", "bob"));
        Client admin = a.administrator(null);
        List<String> events = admin.events();
        assertThat(events.get(events.size() - 2)).isEqualTo("[\"config\",{\"supportedFeatures\":[\"EMIT\",\"JOIN\",\"LEAVE\","
                + "\"DISCONNECT\",\"MJOIN\",\"MLEAVE\",\"MDISCONNECT\",\"AGGREGATED_EVENTS\",\"ALL_EVENTS\"]}]");
        JsonNode sockets = AdminFixture.parse(events.get(events.size() - 1));
        assertThat(sockets.get(0).textValue()).isEqualTo("all_sockets");
        assertThat(texts(sockets.get(1), "id")).containsExactlyInAnyOrder(here.sid, there.sid, admin.sid);
        for (JsonNode socket : sockets.get(1)) {
            List<String> fields = new ArrayList<>();
            socket.fieldNames().forEachRemaining(fields::add);
            assertThat(fields).containsExactly("id", "clientId", "transport", "nsp", "data", "handshake", "rooms");
            assertThat(socket.path("clientId").textValue()).startsWith("sid");
            assertThat(socket.path("transport").textValue()).isEqualTo("websocket");
            assertThat(socket.path("handshake").has("auth")).isFalse();
            assertThat(socket.path("data").toString())
                    .isEqualTo(socket.path("id").textValue().equals(there.sid) ? "{\"name\":\"bob\"}" : "{}");
        }
    }

    @Test
    void theListOfSocketsIsNotMoreThanMayBeQueuedForAnAdministrator() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        for (int i = 0; i < 200; i++) {
            a.client("/");
        }
        Client admin = a.administrator(null);
        JsonNode sockets = admin.last("all_sockets").get(1);
        assertThat(sockets.size()).isBetween(50, 199);
        assertThat(admin.line.isClosed()).isFalse();
    }

    @Test
    void aReadOnlyAdministratorInProductionIsToldNumbersOnly() {
        Server a = cluster.server("a", new AdminOptions("/admin", false, true, null));
        Client admin = a.administrator(null);
        Client client = a.client("/");
        client.emits("[\"hello\"]");
        admin.emits("[\"_disconnect\",\"/\",true,null]");
        assertThat(admin.events()).containsExactly("[\"config\",{\"supportedFeatures\":[\"AGGREGATED_EVENTS\"]}]");
        assertThat(client.line.isClosed()).isFalse();
        assertThat(socket(a, client).data()).isEmpty();
    }

    @Test
    void theLifeOfASocketOfAnotherServerIsReportedInOrder() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        Client admin = a.administrator(null);
        admin.events();
        Client client = b.client("/");
        Socket socket = socket(b, client);
        b.fixture.run(() -> socket.join("tea"));
        b.fixture.run(() -> {
            socket.data().put("name", "bob");
            socket.data().put("age", 3);
        });
        b.fixture.run(() -> socket.leave("tea"));
        client.emits("0[\"ask\",1,null,{\"x\":true}]");
        b.fixture.run(() -> b.fixture.io.emit("news", "text"));
        client.line.disconnects();
        List<String> events = admin.events();
        assertThat(events.stream().map(event -> AdminFixture.parse(event).get(0).textValue())).containsExactly("room_joined",
                "socket_connected", "room_joined", "socket_updated", "room_left", "event_received", "event_sent",
                "socket_disconnected", "room_left");
        String sid = "\"" + client.sid + "\"";
        assertThat(events.get(0)).startsWith("[\"room_joined\",\"/\"," + sid + "," + sid + ",\"2023-11-14T22:13:2");
        assertThat(events.get(2)).startsWith("[\"room_joined\",\"/\",\"tea\"," + sid + ",\"");
        assertThat(AdminFixture.parse(events.get(3)).get(1))
                .isEqualTo(AdminFixture.parse("{\"id\":" + sid + ",\"nsp\":\"/\",\"data\":{\"name\":\"bob\",\"age\":3}}"));
        assertThat(events.get(4)).startsWith("[\"room_left\",\"/\",\"tea\"," + sid + ",\"");
        assertThat(events.get(5)).startsWith("[\"event_received\",\"/\"," + sid + ",[\"ask\",1,null,{\"x\":true}],\"")
                .matches(".*\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"]");
        assertThat(events.get(6)).startsWith("[\"event_sent\",\"/\"," + sid + ",[\"news\",\"text\"],\"");
        assertThat(events.get(7)).startsWith("[\"socket_disconnected\",\"/\"," + sid + ",\"transport close\",\"");
        assertThat(events.get(8)).startsWith("[\"room_left\",\"/\"," + sid + "," + sid + ",\"");
    }

    @Test
    void theUpgradeOfAClientIsReportedForEachOfItsSockets() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Client admin = a.administrator(null);
        EngineFixture engine = a.fixture.engine;
        a.fixture.io.of("/custom");
        engine.openPolling();
        engine.post("sid2", "40\u001e40/custom,");
        a.fixture.settle();
        admin.events();
        engine.clientSends(engine.upgrade(engine.session("sid2")), "2probe", "5");
        assertThat(admin.events()).hasSize(2)
                .allMatch(event -> event.startsWith("[\"socket_updated\"") && event.contains("\"transport\":\"websocket\""))
                .anyMatch(event -> event.contains("\"nsp\":\"/\"")).anyMatch(event -> event.contains("\"nsp\":\"/custom\""));
    }

    @Test
    void aBroadcastIsReportedOnceForEachRecipientAndItsBinaryDataIsBinary() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Client first = a.client("/");
        Client second = a.client("/");
        Client admin = a.administrator(null);
        admin.events();
        a.fixture.run(() -> a.fixture.io.emit("picture", new byte[] { 1 }));
        List<String> packets = List.copyOf(admin.packets());
        assertThat(packets).filteredOn(packet -> packet.contains("event_sent"))
                .allSatisfy(packet -> assertThat(packet).startsWith("51-/admin,[\"event_sent\",\"/\",")
                        .contains("[\"picture\",{\"_placeholder\":true,\"num\":0}]"))
                .anyMatch(packet -> packet.contains(first.sid)).anyMatch(packet -> packet.contains(second.sid)).hasSize(2);
        assertThat(packets).filteredOn("0x01"::equals).hasSize(2);
    }

    @Test
    void eventsOfTheNamespaceForAdministratorsAreNotReported() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Client one = a.administrator(null);
        Client another = a.administrator(null);
        one.events();
        another.emits("[\"join\",\"/admin\",\"room\",\"" + another.sid + "\"]");
        assertThat(one.names()).containsExactly("room_joined");
    }

    @Test
    void nothingIsBuiltWhileNoServerHasAnAdministrator() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        Client client = b.client("/");
        cluster.forgetAdministrators();
        long published = b.published();
        client.emits("[\"unseen\"]");
        b.fixture.run(() -> b.fixture.io.local().emit("unseen"));
        b.fixture.run(() -> socket(b, client).join("unseen"));
        cluster.pass(Duration.ofSeconds(10));
        assertThat(b.published()).isEqualTo(published);

        Client admin = a.administrator(null);
        client.emits("[\"seen\"]");
        cluster.pass(Watchers.LEASE.multipliedBy(3));
        client.emits("[\"seen later\"]");
        assertThat(admin.events()).filteredOn(event -> event.contains("event_received"))
                .anyMatch(event -> event.contains("\"seen\"")).anyMatch(event -> event.contains("\"seen later\""))
                .noneMatch(event -> event.contains("unseen"));

        admin.line.disconnects();
        cluster.forgetAdministrators();
        published = b.published();
        client.emits("[\"unseen\"]");
        assertThat(b.published()).isEqualTo(published);
    }

    @Test
    void socketsOfANamespaceThatOnlyAnotherServerHasAreReportedAndObey() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        for (Server server : List.of(a, b)) {
            server.fixture.io.of(Pattern.compile("/room-\\d"));
        }
        Client client = b.client("/room-1");
        Client admin = a.administrator(null);
        List<String> events = admin.events();
        assertThat(events.get(events.size() - 1)).startsWith("[\"socket_connected\"").contains(client.sid, "/room-1");
        assertThat(events).anyMatch(event -> event.startsWith("[\"all_sockets\""));
        admin.emits("[\"_disconnect\",\"/room-1\",false,\"" + client.sid + "\"]");
        assertThat(client.packets()).contains("1/room-1,");
    }

    @Test
    void administratorsActOnTheSocketsOfAllServers() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        Client here = a.client("/");
        Client there = b.client("/");
        Client admin = a.administrator(null);
        admin.emits("[\"join\",\"/\",\"all\"]");
        admin.emits("[\"join\",\"/\",\"one\",\"" + there.sid + "\"]");
        assertThat(socket(a, here).rooms()).containsExactlyInAnyOrder(here.sid, "all");
        assertThat(socket(b, there).rooms()).containsExactlyInAnyOrder(there.sid, "all", "one");
        admin.emits("[\"leave\",\"/\",\"all\",\"one\"]");
        assertThat(socket(a, here).rooms()).contains("all");
        assertThat(socket(b, there).rooms()).doesNotContain("all");
        admin.emits("[\"emit\",\"/\",null,\"news\",1,\"x\"]");
        admin.emits("[\"emit\",\"/\",\"all\",\"more\"]");
        assertThat(here.events()).containsExactly("[\"news\",1,\"x\"]", "[\"more\"]");
        assertThat(there.events()).containsExactly("[\"news\",1,\"x\"]");
        admin.emits("[\"_disconnect\",\"/\",false,\"" + here.sid + "\"]");
        assertThat(here.packets()).contains("1");
        assertThat(here.line.isClosed()).isFalse();
        admin.emits("[\"_disconnect\",\"/\",true,\"one\"]");
        cluster.settle();
        assertThat(there.line.isClosed()).isTrue();
    }

    @Test
    void commandsThatCannotBeUnderstoodAreIgnored() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Client client = a.client("/");
        Client admin = a.administrator(null);
        for (String command : List.of("[\"join\"]", "[\"join\",\"/none\",\"r\"]", "[\"join\",\"/\"]", "[\"join\",\"/\",{}]",
                "[\"leave\",\"/\",null]", "[\"_disconnect\",5,true]", "[\"_disconnect\",\"/\",true,[]]", "[\"emit\",\"/\"]",
                "[\"emit\",\"/\",null,\"connect\"]", "[\"join\",\"/\",\"quarkus:user:ann\"]", "[\"unknown\",\"/\"]")) {
            admin.emits(command);
        }
        assertThat(socket(a, client).rooms()).containsExactly(client.sid);
        assertThat(client.events()).isEmpty();
        assertThat(admin.line.isClosed()).isFalse();
    }

    @Test
    void eachServerReportsItsNumbersToAllAdministrators() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Server b = cluster.server("b", AdminFixture.DEVELOPMENT);
        b.client("/");
        cluster.forgetAdministrators();
        Client admin = a.administrator(null);
        assertThat(admin.packets()).as("at once").filteredOn(packet -> packet.contains("server_stats"))
                .anyMatch(packet -> packet.contains("\"serverId\":\"a\""))
                .anyMatch(packet -> packet.contains("\"serverId\":\"b\""));
        admin.events();
        cluster.pass(Duration.ofSeconds(4));
        List<JsonNode> reports = new ArrayList<>();
        for (String packet : admin.packets()) {
            if (packet.contains("\"server_stats\"")) {
                reports.add(AdminFixture.parse(packet.substring(packet.indexOf('['))).get(1));
            }
        }
        assertThat(reports).hasSize(4);
        JsonNode last = reports.stream().filter(report -> report.path("serverId").textValue().equals("b"))
                .reduce((one, next) -> next).orElseThrow();
        assertThat(last.path("hostname").textValue()).isEqualTo("host-b");
        assertThat(last.path("pid").asInt()).isEqualTo(7);
        assertThat(last.path("uptime").asDouble()).isGreaterThan(4);
        assertThat(last.path("clientsCount").asInt()).isEqualTo(1);
        assertThat(last.path("pollingClientsCount").asInt()).isZero();
        assertThat(last.path("namespaces")).anySatisfy(
                namespace -> assertThat(namespace).isEqualTo(AdminFixture.parse("{\"name\":\"/\",\"socketsCount\":1}")));
        assertThat(last.path("aggregatedEvents").isArray()).isTrue();
    }

    @Test
    void messagesAreCountedWithoutTheirTypeAndWithoutHeartbeats() {
        Server a = cluster.server("a", new AdminOptions("/admin", false, true, null));
        Client client = a.client("/");
        Client admin = a.administrator(null);
        cluster.pass(Duration.ofSeconds(2));
        admin.events();
        client.emits("[\"hello\"]");
        client.line.link.text("2");
        cluster.pass(Duration.ofSeconds(2));
        JsonNode counts = admin.last("server_stats").get(1).path("aggregatedEvents");
        assertThat(counts).anySatisfy(count -> {
            assertThat(count.path("type").textValue()).isEqualTo("bytesIn");
            assertThat(count.path("count").asInt()).isEqualTo("2[\"hello\"]".length());
            assertThat(count.path("timestamp").asLong() % 1000).isZero();
        });
        assertThat(counts).anySatisfy(count -> assertThat(count.path("type").textValue()).isEqualTo("packetsOut"));
    }

    @Test
    void inAMixedClusterAnAdministratorOfAServerThatTellsNothingIsFound() {
        Server a = cluster.mixed("a", AdminFixture.DEVELOPMENT);
        Server silent = cluster.server("silent", new AdminOptions("/other", true, false, null));
        silent.fixture.io.of("/admin");
        Client client = a.client("/");
        cluster.forgetAdministrators();
        Client admin = silent.client("/admin");
        cluster.pass(Watchers.REPEAT);
        client.emits("[\"seen\"]");
        assertThat(admin.events()).anyMatch(event -> event.contains("event_received"));
    }

    @Test
    void dataThatServersTellEachOtherHasClientAndTransportButTheApplicationDoesNotSeeIt() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        Client client = a.client("/");
        assertThat(socket(a, client).data()).isEmpty();
        List<Map<String, Object>> fetched = new ArrayList<>();
        a.fixture.io.fetchSockets().subscribe().with(found -> found.forEach(one -> fetched.add(one.data())));
        assertThat(fetched).containsExactly(Map.of("_admin", Map.of("clientId", "sid1", "transport", "websocket")));
    }

    @Test
    void dataThatCannotBeEncodedIsLeftOut() {
        Server a = cluster.server("a", AdminFixture.DEVELOPMENT);
        a.fixture.io.use(socket -> {
            socket.data().put("self", new Object() {
                @SuppressWarnings("unused")
                public Object getSelf() {
                    throw new IllegalStateException("for a test");
                }
            });
            return Uni.createFrom().voidItem();
        });
        Client admin = a.administrator(null);
        Client client = a.client("/");
        JsonNode connected = admin.last("socket_connected");
        assertThat(connected.get(1).path("id").textValue()).isEqualTo(client.sid);
        assertThat(connected.get(1).path("data")).isEmpty();
    }
}
