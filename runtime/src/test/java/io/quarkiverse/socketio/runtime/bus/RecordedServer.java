package io.quarkiverse.socketio.runtime.bus;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** A server that records the calls of its bus. Thread: any. */
class RecordedServer implements Bus.Listener, Bus.Placement {
    final Bus bus;
    /** {@code b:text} from server b, {@code 3 b:text} if that has place 3, {@code 3} for the place of an own one. */
    final List<String> received = new CopyOnWriteArrayList<>();
    /** The peers; {@code null} before the first call. */
    volatile @Nullable Set<String> peers;
    volatile String epoch = "";
    volatile long start = -1;
    private volatile @Nullable Thread calling;
    volatile boolean calledWithinCall;

    RecordedServer(Bus bus) {
        this.bus = bus;
        bus.listen(this);
    }

    /** Marks that this thread is about to call the bus. */
    void startsCall() {
        calling = Thread.currentThread();
    }

    void endsCall() {
        calling = null;
    }

    /** Returns an event that is to be sequenced. */
    static ClusterMessage event(String text) {
        return new ClusterMessage.Broadcast("/", BroadcastOptions.ALL,
                new EncodedPacket(text.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    /** Returns a command that gets no place. */
    static ClusterMessage message(String text) {
        return new ClusterMessage.SocketsJoin("/", BroadcastOptions.ALL, Set.of(text));
    }

    static String text(ClusterMessage message) {
        return message instanceof ClusterMessage.Broadcast broadcast
                ? new String(broadcast.packet().text(), StandardCharsets.UTF_8)
                : ((ClusterMessage.SocketsJoin) message).rooms().iterator().next();
    }

    @Override
    public void onMessage(String from, ClusterMessage message) {
        received.add(from + ":" + text(message));
    }

    @Override
    public void onPeers(Set<String> others) {
        peers = new TreeSet<>(others);
    }

    @Override
    public void onStart(String name, long place) {
        epoch = name;
        start = place;
    }

    @Override
    public void onSequenced(long place, String from, ClusterMessage message) {
        received.add(place + " " + from + ":" + text(message));
    }

    @Override
    public void onPlaced(long place) {
        calledWithinCall |= calling == Thread.currentThread();
        received.add(String.valueOf(place));
    }

    @Override
    public void onUnplaced() {
        received.add("unplaced");
    }

    @Override
    public void onPlacedLate(long place, ClusterMessage message) {
        received.add("late " + place + " " + text(message));
    }
}
