package io.quarkiverse.socketio.benchmarks;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomEvents;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;

/** Measures the record of rooms with 10,000 sockets, each in its own room, in one of 1,000 rooms, and in one of 10. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoomIndexBenchmark {
    private static final int SOCKETS = 10_000;
    private static final BroadcastOptions SMALL = rooms(Set.of("small7"), Set.of());
    private static final BroadcastOptions OTHER = rooms(Set.of("other7"), Set.of());
    private static final BroadcastOptions LARGE = rooms(Set.of("large7"), Set.of());
    private static final BroadcastOptions TWO = rooms(Set.of("small7", "small8"), Set.of());
    private static final BroadcastOptions EXCEPT = rooms(Set.of("small7"), Set.of("socket7"));

    private final RoomIndex index = new RoomIndex(100, new RoomEvents());
    private final List<LocalSocket> sockets = new ArrayList<>();
    private int next;

    private static BroadcastOptions rooms(Set<String> rooms, Set<String> except) {
        return new BroadcastOptions(rooms, except, BroadcastFlags.DEFAULT);
    }

    /** A socket that has an id and nothing else. */
    private static LocalSocket socket(String id) {
        return (LocalSocket) Proxy.newProxyInstance(LocalSocket.class.getClassLoader(), new Class<?>[] { LocalSocket.class },
                (proxy, method, args) -> switch (method.getName()) {
                    case "id", "label" -> id;
                    case "hashCode" -> id.hashCode();
                    case "equals" -> proxy == args[0];
                    default -> null;
                });
    }

    @Setup
    public void fill() {
        for (int i = 0; i < SOCKETS; i++) {
            LocalSocket socket = socket("socket" + i);
            sockets.add(socket);
            index.add(socket);
            index.join(socket, List.of(socket.id(), "small" + i % 1000, "large" + i % 10));
        }
    }

    @Benchmark
    public Collection<LocalSocket> roomOf10() {
        return index.select(SMALL);
    }

    @Benchmark
    public Collection<LocalSocket> roomOf1000() {
        return index.select(LARGE);
    }

    @Benchmark
    public Collection<LocalSocket> twoRoomsOf10() {
        return index.select(TWO);
    }

    @Benchmark
    public Collection<LocalSocket> roomOf10ExceptOne() {
        return index.select(EXCEPT);
    }

    @Benchmark
    public Collection<LocalSocket> all() {
        return index.select(BroadcastOptions.ALL);
    }

    /** A room that is created and deleted each time. */
    @Benchmark
    public Collection<LocalSocket> joinedSelectedAndLeft() {
        LocalSocket socket = sockets.get(next++ % SOCKETS);
        index.join(socket, List.of("other7"));
        Collection<LocalSocket> selected = index.select(OTHER);
        index.leave(socket, "other7");
        return selected;
    }
}
