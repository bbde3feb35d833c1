package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;

/**
 * The adapter of a server that has no others.
 * <p>
 * Thread: any.
 */
public final class LocalAdapter implements Adapter {
    private final RoomIndex index = new RoomIndex();

    @Override
    public void add(Member member) {
        index.add(member);
    }

    @Override
    public void remove(String id) {
        index.remove(id);
    }

    @Override
    public void join(String id, Collection<String> rooms) {
        index.join(id, rooms);
    }

    @Override
    public void leave(String id, String room) {
        index.leave(id, room);
    }

    @Override
    public boolean contains(String id) {
        return index.contains(id);
    }

    @Override
    public Set<String> roomsOf(String id) {
        return index.roomsOf(id);
    }

    @Override
    public Collection<Member> local(Selection selection) {
        return index.select(selection);
    }

    @Override
    public void broadcast(EncodedPacket packet, Selection selection) {
        Collection<Member> members = index.select(selection);
        if (members.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet);
        try {
            for (Member member : members) {
                member.deliver(frames.retain(), selection.mayDrop());
            }
        } finally {
            frames.release();
        }
    }

    @Override
    public Uni<List<SocketDetails>> fetchSockets(Selection selection) {
        return Uni.createFrom().item(() -> details(selection));
    }

    /** Of the sockets of this server. */
    public List<SocketDetails> details(Selection selection) {
        List<SocketDetails> details = new ArrayList<>();
        for (Member member : index.select(selection)) {
            details.add(new SocketDetails(member.id(), index.roomsOf(member.id()), member.encodedData()));
        }
        return details;
    }

    @Override
    public void socketsJoin(Selection selection, Set<String> rooms) {
        index.select(selection).forEach(member -> index.join(member.id(), rooms));
    }

    @Override
    public void socketsLeave(Selection selection, Set<String> rooms) {
        index.select(selection).forEach(member -> rooms.forEach(room -> index.leave(member.id(), room)));
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        index.select(selection).forEach(member -> member.disconnect(close));
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        // there is no other server
    }
}
