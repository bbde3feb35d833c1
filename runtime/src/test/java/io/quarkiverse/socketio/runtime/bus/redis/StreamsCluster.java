package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/** Servers on different hosts over the streams of a Redis in memory. Thread: the test's. */
public final class StreamsCluster {
    private static final String STREAM = "socket.io";
    private static final String PREFIX = "sio:session:";

    private final FakeStreams redis = new FakeStreams();
    private final Map<String, FakeStreams.Connection> connections = new HashMap<>();
    private final Map<String, StreamsBus> buses = new HashMap<>();
    private final NodePackets packets = new NodePackets(new JsonPacketParser(new ObjectMapper(), 10));

    /** Joins a server of that name. */
    public AdapterFactory join(String name, Scheduler scheduler, EventLogs logs) {
        FakeStreams.Connection connection = redis.connect();
        connections.put(name, connection);
        ServerName self = new ServerName(ServerName.host(name), 0);
        StreamNames names = new StreamNames(STREAM, 1);
        StreamsBus bus = new StreamsBus(
                new StreamsBus.Settings(self, names, STREAM, true, new StreamsBus.Settings.Limits(1000, 100_000, 100_000),
                        new StreamReader.Settings(Set.of(STREAM), 20, Duration.ofSeconds(5), logs.limits().time(), 100_000)),
                connection, connection, packets, scheduler);
        buses.put(name, bus);
        logs.useStream(StreamId.OFFSETS);
        SessionReleases releases = new SessionReleases(self, STREAM, connection, scheduler);
        bus.handleOthers((channel, message) -> releases.receive(channel, message, () -> connection.remove("")));
        RedisSessionStore.Parts parts = new RedisSessionStore.Parts(self.toString(), PREFIX, connection, connection, names,
                new StreamMessages(new NodeMessages(packets)), new NodeSessions(packets), releases);
        ClusterAdapters adapters = new ClusterAdapters(bus, scheduler, logs,
                (namespace, callbacks) -> new RedisSessionStore(namespace, callbacks, logs, parts));
        releases.start(adapters);
        return adapters;
    }

    public void leave(String name) {
        buses.get(name).close();
    }

    public void cut(String name) {
        connections.get(name).cut();
    }

    public void restore(String name) {
        connections.get(name).restore();
    }

    /** Runs one command or response; returns {@code false} if there is none. */
    public boolean step() {
        return redis.step();
    }

    public void pass(Duration time) {
        redis.pass(time);
    }

    /** Returns the session of a pid as it is stored; {@code null} if there is none. */
    public String session(String pid) {
        return redis.values.get(PREFIX + pid);
    }

    public void putSession(String pid, String value) {
        redis.values.put(PREFIX + pid, value);
    }

    /** Returns the commands of that name. */
    public List<String> commands(String name) {
        return redis.commands.stream().filter(command -> command.startsWith(name)).toList();
    }

    /** Adds the broadcast of a server of Node's; returns its id. */
    public String nodeEmits(String namespace, String room, String event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("uid", "4000e1dd559d813e");
        fields.put("nsp", namespace);
        fields.put("type", "3");
        fields.put("data", "{\"packet\":{\"type\":2,\"data\":[\"" + event + "\",1]},\"opts\":{\"rooms\":["
                + (room.isEmpty() ? "" : "\"" + room + "\"") + "],\"except\":[],\"flags\":{}}}");
        return redis.add(STREAM, fields).toString();
    }

    public void trim(int length) {
        redis.trim(STREAM, length);
    }
}
