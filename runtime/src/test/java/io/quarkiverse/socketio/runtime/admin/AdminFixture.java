package io.quarkiverse.socketio.runtime.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.InMemoryBus;
import io.quarkiverse.socketio.runtime.socketio.SocketIOFixture;

/** Servers of one cluster, each with the namespace for administrators. They have clients, threads and time of their own. */
final class AdminFixture {
    /** Of the password {@code U*U}. */
    static final AdminCredentials ANN = new AdminCredentials("ann",
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    static final AdminOptions DEVELOPMENT = new AdminOptions("/admin", true, false, null);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** After the time in which all servers assume that there are administrators. */
    private static final Duration LATER = Watchers.LEASE.plusSeconds(1);

    final Map<String, Server> servers = new TreeMap<>();
    private final InMemoryBus.Hub hub = new InMemoryBus.Hub();

    Server server(String name, AdminOptions options) {
        Server server = new Server(name, options, false);
        servers.put(name, server);
        return server;
    }

    /** As {@link #server}, in a cluster to which servers in Node may belong. */
    Server mixed(String name, AdminOptions options) {
        Server server = new Server(name, options, true);
        servers.put(name, server);
        return server;
    }

    void settle() {
        for (int i = 0; i < 3; i++) {
            servers.values().forEach(server -> server.fixture.settle());
        }
    }

    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            servers.values().forEach(server -> server.fixture.loop.advance(Duration.ofSeconds(1)));
            settle();
        }
    }

    /** Lets the servers learn that there is no administrator. */
    void forgetAdministrators() {
        pass(LATER);
    }

    /** A server. */
    final class Server {
        final SocketIOFixture fixture;
        final AdminServer admin;
        /** Password checks that wait. */
        final Queue<Runnable> checks = new ArrayDeque<>();
        int maxChecks = 2;
        private final ClusterAdapters adapters;

        Server(String name, AdminOptions options, boolean mixed) {
            ClusterAdapters[] created = new ClusterAdapters[1];
            fixture = new SocketIOFixture(SocketIOFixture.OPTIONS, null,
                    (scheduler, logs) -> created[0] = new ClusterAdapters(hub.join(name), scheduler));
            adapters = created[0];
            admin = new AdminServer(options, new AdminRuntime(new ServerIdentity(name, "host-" + name, 7, now()),
                    (delay, task) -> fixture.loop.schedule(delay, task)::cancel, this::now,
                    check -> checks.size() < maxChecks && checks.add(check), mixed), fixture.io, fixture.engine.server);
            admin.start();
        }

        private Instant now() {
            return Instant.ofEpochSecond(1_700_000_000, fixture.loop.nanoTime());
        }

        /** Returns the messages that this server has sent to the others. */
        long published() {
            return adapters.stats().counts().stream().mapToLong(count -> count.sent().sum()).sum();
        }

        /** Connects a client to a namespace. */
        Client client(String namespace) {
            Client client = new Client(fixture.new Client(), namespace);
            client.connect(null);
            return client;
        }

        /** Connects a client to the namespace for administrators. */
        Client administrator(@Nullable String auth) {
            Client client = new Client(fixture.new Client(), "/admin");
            client.connect(auth);
            return client;
        }

        /** As {@link #administrator}, from an address. */
        Client administrator(String auth, String address) {
            Client client = new Client(fixture.new Client(address(address)), "/admin");
            client.connect(auth);
            return client;
        }

        /** As {@link #administrator}, and checks the password. */
        Client logIn(String username, String password) {
            Client client = administrator("{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
            checkPasswords();
            client.readSid();
            return client;
        }

        void checkPasswords() {
            for (Runnable check = checks.poll(); check != null; check = checks.poll()) {
                check.run();
            }
            settle();
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A client in one namespace. */
    final class Client {
        final SocketIOFixture.Client line;
        final String namespace;
        String sid = "";

        Client(SocketIOFixture.Client line, String namespace) {
            this.line = line;
            this.namespace = namespace.equals("/") ? "" : namespace + ",";
        }

        private final List<String> unread = new ArrayList<>();

        private void connect(@Nullable String auth) {
            line.sends("0" + namespace + (auth == null ? "" : auth));
            readSid();
        }

        private void readSid() {
            for (String packet : packets()) {
                if (packet.startsWith("0" + namespace + "{")) {
                    sid = parse(packet.substring(1 + namespace.length())).path("sid").textValue();
                }
            }
        }

        /** Returns the packets since {@link #events}. */
        List<String> packets() {
            settle();
            unread.addAll(line.got());
            return unread;
        }

        void emits(String json) {
            line.sends("2" + namespace + json);
            settle();
        }

        /** Returns the events received since the last call, but for the numbers of servers. */
        List<String> events() {
            List<String> events = new ArrayList<>();
            for (String packet : packets()) {
                int start = packet.indexOf('[');
                if (packet.startsWith("2") && !packet.startsWith("[\"server_stats\"", start)) {
                    events.add(packet.substring(start));
                } else if (packet.startsWith("5")) {
                    events.add(packet.substring(start));
                }
            }
            unread.clear();
            return events;
        }

        /** Returns the names of the events received since the last call. */
        List<String> names() {
            return events().stream().map(event -> parse(event).get(0).textValue()).toList();
        }

        /** Returns the last event of that name since the last call of this or {@link #events}. */
        JsonNode last(String name) {
            JsonNode found = null;
            for (String event : packets()) {
                int start = event.indexOf('[');
                if (start >= 0 && event.startsWith("[\"" + name + "\"", start)) {
                    found = parse(event.substring(start));
                }
            }
            unread.clear();
            if (found == null) {
                throw new AssertionError("no event " + name);
            }
            return found;
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
