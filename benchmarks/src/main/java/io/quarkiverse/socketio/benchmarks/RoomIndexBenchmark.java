package io.quarkiverse.socketio.benchmarks;

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

import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;
import io.quarkiverse.socketio.runtime.socketio.rooms.Delivery;
import io.quarkiverse.socketio.runtime.socketio.rooms.EventSlot;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomEvents;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;
import io.smallrye.mutiny.Uni;

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

    @Setup
    public void fill() {
        for (int i = 0; i < SOCKETS; i++) {
            LocalSocket socket = new IdSocket("socket" + i);
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

    /** A socket that has an id and nothing else; equal only to itself, as the server's own sockets. */
    private static final class IdSocket implements LocalSocket {
        private final String id;

        IdSocket(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String label() {
            return id;
        }

        @Override
        public void deliver(PacketFrames packet, boolean mayDrop) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deliver(TaskGroup<Delivery> group) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Runnable enqueue(PacketFrames packet, long place, boolean mayDrop) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventSlot reserve() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void emitKept(EncodedPacket event, BroadcastFlags flags) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<ClientAnswer> deliverWithAck(PacketFrames packet, long ackId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disconnect(boolean close) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onRoomsChanged() {
            // what a change costs elsewhere is not measured
        }

        @Override
        public void onRoomBytes(long change) {
            // bytes are not counted
        }

        @Override
        public void onTooManyRooms() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encodedData() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encodedHandshake() {
            throw new UnsupportedOperationException();
        }
    }
}
