package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/** A namespace that lets sockets join 5 rooms, records its calls, and answers on request of the test. Thread: any. */
public final class FakeCallbacks implements AdapterCallbacks {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);
    private final AtomicLong ids = new AtomicLong(5);
    /** Received server-side events. */
    public final List<String> received = new CopyOnWriteArrayList<>();
    /** The callbacks of requested responses, which the test completes. */
    public final List<Consumer<@Nullable EncodedPacket>> askers = new CopyOnWriteArrayList<>();

    @Override
    public String namespace() {
        return "/";
    }

    @Override
    public void onServerSideEmit(EncodedPacket event, @Nullable Consumer<@Nullable EncodedPacket> answer) {
        StringBuilder all = new StringBuilder(new String(event.text(), StandardCharsets.UTF_8));
        event.attachments().forEach(attachment -> all.append(' ').append(Arrays.toString(attachment)));
        received.add(all.toString());
        if (answer != null) {
            askers.add(answer);
        }
    }

    @Override
    public long nextAckId() {
        return ids.getAndIncrement();
    }

    @Override
    public int roomsPerSocket() {
        return 5;
    }

    @Override
    public PacketParser parser() {
        return parser;
    }

    @Override
    public boolean release(String pid, Predicate<String> owner, Runnable next) {
        return false;
    }

    @Override
    public void onNothingKept() {
        // namespaces are never removed here
    }
}
